/** Linux processes, read from /proc; without /proc nothing is found. */
import fs from 'node:fs';

/**
 * Every process started with `name=value` in its environment, however deeply nested or detached.
 */
export function processesWith(name: string, value: string): number[] {
  return pids().filter(
    (pid) => read(pid, 'environ').split('\0').includes(`${name}=${value}`) && !isEnded(pid),
  );
}

/** The command line of a process, joined by spaces; empty if it has ended. */
export function commandLine(pid: number): string {
  return read(pid, 'cmdline').replaceAll('\0', ' ').trim();
}

/** Also false for a process that has ended but has not been reaped by its parent. */
export function isAlive(pid: number): boolean {
  return fs.existsSync(`/proc/${pid}`) && !isEnded(pid);
}

function isEnded(pid: number): boolean {
  const stat = read(pid, 'stat');
  return stat === '' || /^[ZX]/.test(stat.slice(stat.lastIndexOf(')') + 2));
}

function pids(): number[] {
  if (!fs.existsSync('/proc')) return [];
  return fs.readdirSync('/proc').flatMap((name) => (/^\d+$/.test(name) ? [Number(name)] : []));
}

function read(pid: number, file: string): string {
  try {
    return fs.readFileSync(`/proc/${pid}/${file}`, 'latin1');
  } catch {
    return '';
  }
}
