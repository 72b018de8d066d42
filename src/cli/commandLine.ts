#!/usr/bin/env node
import { BUILD } from '../app/version';
import { logTime } from './output/logTime';

const args = process.argv.slice(2);
// Without loading anything else: `--version` should cost no more than starting Node.
if (args.length === 1 && (args[0] === '--version' || args[0] === '-V')) {
  process.stdout.on('error', ({ code, message }: NodeJS.ErrnoException) => {
    if (code === 'EPIPE') return;
    process.stderr.write(`${process.stderr.isTTY ? '' : logTime()}${message}\n`);
    process.exitCode = 1;
  });
  process.stdout.write(`${BUILD}\n`);
} else void import('./ownProcess').then(({ runInOwnProcess }) => runInOwnProcess(args, __dirname));
