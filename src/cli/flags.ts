import type { Option } from 'commander';
import { CHOICE_NAMES, flagOfChoice } from '../app/uploads/choices/choiceTable';
import { numberIn } from '../app/uploads/choices/kinds';

/** Where a flag or variable is not the argument's name with hyphens. */
const NAMES: Readonly<Record<string, string>> = {
  accountId: '--account',
  segmentId: '--segment',
  segmentIds: 'SEGMENT',
  id: 'SEGMENT',
  ids: 'SEGMENT',
  identifierType: '--type',
  retailerId: '--retailer',
  uri: 'FILE',
  to: '--out',
  'http.proxy': 'HTTPS_PROXY',
  'http.systemCertificates': 'NODE_EXTRA_CA_CERTS',
  'criteoAudiences.apiUrl': '--api-url',
  'criteoAudiences.apiVersion': '--api-version',
  'criteoAudiences.accounts': '--account',
  'criteoAudiences.stateFolder': '--state-dir',
  'criteoAudiences.upload.chunkSize': '--chunk-size',
};

/** The flag or variable for an argument or a setting of the window: `maxInvalid` → `--max-invalid`. */
export function flagOf(name: string): string {
  const choice = CHOICE_NAMES.find((one) => one === name);
  const hyphened = `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
  return NAMES[name] ?? (choice && flagOfChoice(choice)) ?? hyphened;
}

/**
 * Flags as arguments of the window's commands: numbers as numbers. Text that isn't a number stays,
 * to be rejected with the flag's name; flags that weren't given are left out.
 */
export function argumentsOf(
  flags: Readonly<Record<string, unknown>>,
  numbers: readonly string[] = [],
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(flags).flatMap(([key, value]) => {
      if (value === undefined) return [];
      return [[key, numbers.includes(key) ? numberIn(value) : value]];
    }),
  );
}

/** The parser of an option that may be given several times: all of its values. */
export function collect(value: string, before: unknown): string[] {
  return [...(Array.isArray(before) ? (before as string[]) : []), value];
}

/** The parser of an option whose value may be empty. */
export function anyText(value: string): string {
  return value;
}

/** The parser of an argument that may be standard input (`-`) in place of a file. */
export function fileOrInput(value: string): string {
  return value;
}

/** An option whose values a shell completes. That it is one of them is checked with the other arguments. */
export function withValues(option: Option, values: readonly string[] | undefined): Option {
  if (values) option.argChoices = [...values];
  return option;
}
