import { t } from '@vscode/l10n';
import type { Node } from 'jsonc-parser';
import { Failure } from '../../../common/failure';
import { argumentText } from '../../../common/messageText';
import { withFileNames } from '../../../common/optionNames';
import { Arguments } from '../../arguments';
import { positionsIn, propertiesOf, valueOf, type Properties, type Property } from './jsonTree';
import type { NightlyProblem, TextSpan } from './nightlyFile';

/** An object of a nightly file. */
export interface FileObject {
  readonly node: Node;
  readonly properties: Properties;
}

/** Reads the values of a nightly file, and collects what is wrong with them. */
export class ProblemList {
  private readonly problems: NightlyProblem[] = [];
  /** The segment whose entry is being read. */
  segmentId?: string;

  private readonly positionOf: ReturnType<typeof positionsIn>;

  constructor(text: string) {
    this.positionOf = positionsIn(text);
  }

  /** In the order of the text. */
  all(): NightlyProblem[] {
    return this.problems.sort((a, b) => a.at.offset - b.at.offset);
  }

  hasError(): boolean {
    return this.problems.some(({ severity }) => severity === 'error');
  }

  add(
    { offset, length }: TextSpan,
    message: string,
    more?: Partial<Pick<NightlyProblem, 'severity' | 'isInSchema'>>,
  ): void {
    const { segmentId } = this;
    const of = segmentId === undefined ? {} : { segmentId };
    this.problems.push({ message, severity: 'error', at: { offset, length }, ...of, ...more });
  }

  /** An error that the schema has, too. */
  addInSchema(at: TextSpan, message: string): void {
    this.add(at, message, { isInSchema: true });
  }

  /**
   * The properties of an object. `known`: the names that it can have. `reasonAgainst`: why it can't have
   * another one, if there is a reason.
   */
  objectOf(
    node: Node,
    known: readonly string[],
    reasonAgainst: (key: string) => string | undefined = () => undefined,
  ): FileObject {
    const properties = new Map<string, Property>();
    for (const property of propertiesOf(node)) {
      const key = String(property.key.value);
      const same = properties.get(key);
      if (same)
        this.addInSchema(
          property.key,
          t('“{0}” is in line {1} already. Delete one of them.', key, this.lineOf(same.key)),
        );
      else properties.set(key, property);
      if (!known.includes(key))
        this.addInSchema(property.key, reasonAgainst(key) ?? unknownText(key, known));
    }
    return { node, properties };
  }

  /**
   * The value of a property as an argument is read; undefined, with a problem, if it isn't valid. It is
   * read if it is absent, too: `read` throws for what is required.
   */
  read<T>(
    { node, properties }: FileObject,
    keys: readonly string[],
    read: (args: Arguments, key: string) => T | undefined,
  ): T | undefined {
    const given = keys.filter((key) => properties.has(key));
    const raw = Object.fromEntries(given.map((key) => [key, valueOf(properties.get(key)?.value)]));
    try {
      return withFileNames(() => read(new Arguments(raw, ''), keys[0]));
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      const at = properties.get(given[0])?.value ?? { offset: node.offset, length: 1 };
      // Two names of one choice are no matter of the schema.
      this.add(at, error.message, { isInSchema: given.length < 2 || undefined });
      return undefined;
    }
  }

  lineOf({ offset }: TextSpan): number {
    return this.positionOf(offset).line + 1;
  }
}

function unknownText(key: string, known: readonly string[]): string {
  const lower = key.toLowerCase();
  const [near] = known
    .map((name) => ({ name, far: lower.includes(name) ? 0 : distance(lower, name.toLowerCase()) }))
    .filter(({ far }) => far < 3)
    .sort((a, b) => a.far - b.far);
  return near === undefined
    ? t('{0} isn’t known. It can be: {1}.', argumentText(key), known.join(', '))
    : t('{0} isn’t known. Did you mean “{1}”?', argumentText(key), near.name);
}

/** How many letters are to be changed, added or left out. */
function distance(one: string, other: string): number {
  if (one.length > 50) return one.length;
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (const [at, letter] of [...one].entries()) {
    const next = [at + 1];
    for (const [index, above] of row.slice(0, -1).entries())
      next.push(
        Math.min(above + (letter === other[index] ? 0 : 1), next[index] + 1, row[index + 1] + 1),
      );
    row = next;
  }
  return row[other.length];
}
