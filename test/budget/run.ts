/**
 * `npm run budget`: lowers each number of `budget.json` to what there is; seconds, to those of the last
 * `npm test`. With a reason, numbers also rise:
 *
 *   npm run budget -- "what the additional lines buy"
 */
import fs from 'node:fs';
import { changedSeconds, FILE, overBudget, readBudget, type Budget } from './budget';
import { measure } from './measure';

function main(reason: string | undefined): number {
  const before = readBudget();
  const found = { ...measure(), ...changedSeconds(before) };
  const rises = Object.keys(found).filter((name) => found[name] > (before.numbers[name] ?? 0));
  const rise = (name: string): string => `${name} +${found[name] - (before.numbers[name] ?? 0)}`;
  const numbers = Object.fromEntries(
    Object.entries({ ...before.numbers, ...found }).map(([name, number]) => [
      name,
      reason ? number : Math.min(number, before.numbers[name] ?? number),
    ]),
  );
  const raised =
    reason && rises.length > 0
      ? [...before.raised, `${rises.map(rise).join(', ')}: ${reason}`]
      : before.raised;
  const budget: Budget = { numbers, raised };
  fs.writeFileSync(FILE, `${JSON.stringify(budget, null, 2)}\n`);
  const over = overBudget(found, budget);
  for (const line of over) console.log(line);
  if (over.length > 0) console.log('To raise: npm run budget -- "what that buys"');
  return over.length > 0 ? 1 : 0;
}

process.exitCode = main(process.argv[2]);
