import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { root } from '../host/root';
import type { Numbers } from './measure';

/** `budget.json`: how much there may be. */
export interface Budget {
  /** Seconds are of the processor, for each step of `npm test`: see `ProcessorSeconds`. */
  numbers: Numbers;
  /** A line for each time that numbers rose: which, by how much, and what that buys. */
  raised: readonly string[];
}

export const FILE = path.join(root, 'budget.json');

export function readBudget(): Budget {
  return JSON.parse(fs.readFileSync(FILE, 'utf8')) as Budget;
}

/** What there is more of than the budget has. */
export function overBudget(measured: Numbers, { numbers }: Budget): string[] {
  return Object.entries(measured)
    .filter(([name, number]) => number > (numbers[name] ?? 0))
    .map(([name, number]) => `${name}: ${number}; the budget is ${numbers[name] ?? 0}`);
}

/** What the budget has over 2 % more of than there is: a gain that could be lost again unseen. */
export function notKept(measured: Numbers, { numbers }: Budget): string[] {
  return Object.entries(measured)
    .filter(([name, number]) => numbers[name] > number * 1.02)
    .map(([name, number]) => `${name}: ${number}; the budget is still ${numbers[name]}`);
}

/** Which numbers are higher than in the budget before, without a new line that names them. */
export function raisedInSilence(before: Budget, { numbers, raised }: Budget): string[] {
  const lines = raised.filter((line) => !before.raised.includes(line));
  return Object.keys(numbers).filter(
    (name) =>
      numbers[name] > (before.numbers[name] ?? Infinity) &&
      !lines.some((line) => line.includes(`${name} +`)),
  );
}

/** The budget of each commit, oldest first, and the one on disk. Without git, the latter alone. */
export function history(): Budget[] {
  const git = (args: readonly string[], input = ''): string =>
    execFileSync('git', args, { cwd: root, encoding: 'utf8', stdio: 'pipe', input });
  try {
    const named = '--format=%H:./budget.json';
    const files = git(['log', '--first-parent', '--reverse', named, '--', 'budget.json']);
    // One after the other, each with a line before it.
    const texts = git(['cat-file', '--batch=next'], files).split(/^next$/m);
    return [...texts.flatMap((text) => (text ? (JSON.parse(text) as Budget) : [])), readBudget()];
  } catch {
    return [readBudget()];
  }
}

/** A step of `npm test`, and its seconds of the processor: 0 if they aren’t known. */
interface Cost {
  name: string;
  processor: number;
}

/** By how much a step may take longer: what else the machine does shows in its caches, too. */
const TOLERANCE = 1.3;
/** Seconds that a short step may take longer. */
const LEEWAY = 5;

const SECONDS = path.join(root, 'out', 'seconds.json');
const keyOf = (step: string): string => `seconds: ${step}`;

/** Seconds of the processor that a step of `npm test` has. */
export function budgetedSeconds(step: string): number {
  return readBudget().numbers[keyOf(step)] ?? 0;
}

/** The steps that took longer than they may, or have no budget: `npm run budget` gives them one. */
export function overSeconds(steps: readonly Cost[], { numbers } = readBudget()): string[] {
  return steps
    .map(({ name, processor }) => ({ key: keyOf(name), processor, budget: numbers[keyOf(name)] }))
    .filter(({ processor, budget = -Infinity }) => processor > budget * TOLERANCE + LEEWAY)
    .map(
      ({ key, processor, budget = 0 }) =>
        `${key}: ${Math.round(processor)}; the budget is ${budget}, and 30 % more at most`,
    );
}

/** Keeps what the steps took, for `npm run budget`. */
export function keepSeconds(steps: readonly Cost[]): void {
  fs.writeFileSync(
    SECONDS,
    JSON.stringify(
      Object.fromEntries(steps.map(({ name, processor }) => [keyOf(name), Math.ceil(processor)])),
    ),
  );
}

/** The last run’s seconds that have no budget yet, or differ from it by more than chance. */
export function changedSeconds({ numbers }: Budget): Numbers {
  const seconds = fs.existsSync(SECONDS)
    ? (JSON.parse(fs.readFileSync(SECONDS, 'utf8')) as Numbers)
    : {};
  return Object.fromEntries(
    Object.entries(seconds).filter(([name, now]) => {
      const before = numbers[name] ?? -Infinity;
      return now > before * TOLERANCE + LEEWAY || now * TOLERANCE + LEEWAY < before;
    }),
  );
}
