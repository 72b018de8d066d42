/**
 * Moves the clock of a process, of its threads and of the processes that it starts: a run begins at
 * 10:00 UTC of the day, far away from Criteo's computations, and time goes on from there as usual. The
 * times of files move with it, and the `Date` of a response. `node --require` loads it first.
 */
import fs from 'node:fs';
import http from 'node:http';
import { syncBuiltinESMExports } from 'node:module';
import { clockVariables, dateAhead, movedBy, VARIABLE } from './variables';

const DAY = 86_400_000;
const TEN = 10 * 3_600_000;

// Whole seconds: the times of files stay as exact as they are.
process.env[VARIABLE] ??= `${Math.round((TEN - (Date.now() % DAY)) / 1000) * 1000},0`;
Object.assign(process.env, clockVariables());
const [base, since] = movedBy() ?? [0, 0];

globalThis.Date = dateAhead(Date, () => base + since);

// Stats are made by assignment, so that these setters see each.
Object.defineProperties(fs.Stats.prototype, {
  mtimeMs: {
    set(this: fs.Stats, value: number) {
      const moved = { value: value + base, enumerable: true, writable: true, configurable: true };
      Object.defineProperty(this, 'mtimeMs', moved);
    },
  },
  mtime: {
    get(this: fs.Stats) {
      return new Date(Math.round(this.mtimeMs));
    },
    set() {
      // It is that of `mtimeMs`.
    },
  },
});

type Time = fs.PathLike | number | Date;
/** Takes the time of a file back to that of the machine. A number below 0 would be now. */
const real = (time: Time): Time => {
  const seconds = (typeof time === 'object' ? Number(time) / 1000 : Number(time)) - base / 1000;
  return seconds < 0 ? new Date(seconds * 1000) : seconds;
};
for (const [module, name] of [
  [fs, 'utimes'],
  [fs, 'utimesSync'],
  [fs.promises, 'utimes'],
] as const) {
  const set = (module as Record<string, unknown>)[name] as (...args: unknown[]) => unknown;
  Object.assign(module, {
    [name]: (path: Time, atime: Time, mtime: Time, ...rest: unknown[]) =>
      set(path, real(atime), real(mtime), ...rest),
  });
}

const { writeHead } = http.ServerResponse.prototype;
http.ServerResponse.prototype.writeHead = function (this: http.ServerResponse, ...args: unknown[]) {
  if (this.sendDate && !this.headersSent && !this.hasHeader('date'))
    this.setHeader('date', new Date().toUTCString());
  return Reflect.apply(writeHead, this, args) as http.ServerResponse;
};

syncBuiltinESMExports();
