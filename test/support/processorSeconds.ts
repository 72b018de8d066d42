import fs from 'node:fs';
import os from 'node:os';

/** Milliseconds between two looks at the processes. */
const LOOK = 1000;
/** Looks between two measurements of how fast the machine is. */
const BETWEEN_PACES = 5;
/** Milliseconds of processor that `pace` takes on the machine whose seconds are the unit. */
const UNIT = 27;
/** Of processor times in /proc, a second. */
const TICKS = 100;

/**
 * How many seconds of processor programs take, with all that they start: in seconds of one machine,
 * however fast this one is at the moment. 0 where there is no /proc.
 */
export class ProcessorSeconds {
  readonly #programs = new Map<number, { seconds: number; last: number }>();
  readonly #paces: number[] = [];
  #looks = 0;
  readonly #looking = setInterval(() => this.#look(), LOOK);

  /** Begins to count for a program that has just been started. */
  begin(pid: number): void {
    this.#programs.set(pid, { seconds: 0, last: 0 });
  }

  /** Of a program that has ended, up to the last look at it. */
  end(pid: number): number {
    const { seconds = 0 } = this.#programs.get(pid) ?? {};
    this.#programs.delete(pid);
    return seconds;
  }

  stop(): void {
    clearInterval(this.#looking);
  }

  #look(): void {
    if (this.#looks++ % BETWEEN_PACES === 0) this.#paces.push(pace());
    const factor = UNIT / median(this.#paces.slice(-5));
    const processes = readProcesses();
    for (const [pid, program] of this.#programs) {
      const used = usedBelow(pid, processes);
      // It falls where a process ends that nobody of the program waited for.
      program.seconds += Math.max(0, used - program.last) * factor;
      program.last = used;
    }
  }
}

interface Process {
  children: number[];
  /** Seconds, with those of its children that have ended. */
  used: number;
}

function readProcesses(): ReadonlyMap<number, Process> {
  const processes = new Map<number, Process>();
  const of = (pid: number): Process => {
    const known = processes.get(pid) ?? { children: [], used: 0 };
    processes.set(pid, known);
    return known;
  };
  if (os.platform() !== 'linux') return processes;
  for (const name of fs.readdirSync('/proc').filter((one) => /^\d+$/.test(one))) {
    try {
      const stat = fs.readFileSync(`/proc/${name}/stat`, 'latin1');
      // The name of the program is in parentheses, and may have spaces. Then: state, parent, …
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      of(Number(fields[1])).children.push(Number(name));
      of(Number(name)).used =
        fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0) / TICKS;
    } catch {
      // It has ended.
    }
  }
  return processes;
}

function usedBelow(pid: number, processes: ReadonlyMap<number, Process>): number {
  const { used, children } = processes.get(pid) ?? { used: 0, children: [] };
  return children.reduce((sum, child) => sum + usedBelow(child, processes), used);
}

/** Milliseconds of processor for a piece of work that is always the same. */
function pace(): number {
  const start = process.cpuUsage();
  const counts = new Map<string, number>();
  for (let at = 0; at < 200_000; at++) {
    const key = `${(at * 7919) % 1009}@example.com`;
    counts.set(key, (counts.get(key) ?? 0) + key.length);
  }
  JSON.parse(JSON.stringify([...counts]));
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}

function median(numbers: readonly number[]): number {
  return [...numbers].sort((one, other) => one - other)[Math.floor(numbers.length / 2)];
}
