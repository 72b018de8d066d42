/**
 * Plain JavaScript replacements for the editor server's two native modules that no npm package
 * provides prebuilt. Each string becomes the module's index.js.
 */

/**
 * `@vscode/spdlog`: the server's loggers. Without them the Output panel and the log files would
 * stay empty.
 */
const spdlog = `'use strict';
const fs = require('node:fs');
const path = require('node:path');
const names = ['trace', 'debug', 'info', 'warning', 'error', 'critical'];
let shared = 2;

class Logger {
  constructor(kind, name, file) {
    this.file = file;
    this.level = shared;
    this.plain = false;
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.appendFileSync(file, '');
  }
  write(level, message) {
    if (level < this.level) return;
    const line = this.plain ? message : new Date().toISOString().replace('T', ' ').slice(0, 23) + ' [' + names[level] + '] ' + message + '\\n';
    try { fs.appendFileSync(this.file, line); } catch { /* the folder of a finished run is gone */ }
  }
  trace(message) { this.write(0, message); }
  debug(message) { this.write(1, message); }
  info(message) { this.write(2, message); }
  warn(message) { this.write(3, message); }
  error(message) { this.write(4, message); }
  critical(message) { this.write(5, message); }
  getLevel() { return this.level; }
  setLevel(level) { this.level = level; }
  setPattern() { this.plain = false; }
  clearFormatters() { this.plain = true; }
  flush() {}
  drop() {}
}

exports.version = 11100;
exports.setLevel = (level) => { shared = level; };
exports.setFlushOn = () => {};
exports.Logger = Logger;
exports.createRotatingLogger = async (name, file) => new Logger('rotating', name, file);
exports.createAsyncRotatingLogger = async (name, file) => new Logger('rotating_async', name, file);
`;

/**
 * `native-watchdog`: exits an extension host whose server is gone, so that no process outlives a
 * killed run.
 */
const watchdog = `'use strict';
exports.start = (pid) => {
  setInterval(() => {
    try { process.kill(pid, 0); } catch { process.exit(87); }
  }, 1000).unref();
};
exports.exit = (code) => process.exit(code || 0);
`;

/**
 * Module name → source of its replacement. The installer skips names that an editor version doesn't
 * use.
 */
export const standIns: Readonly<Record<string, string>> = {
  '@vscode/spdlog': spdlog,
  '@vscode/native-watchdog': watchdog,
  'native-watchdog': watchdog,
};
