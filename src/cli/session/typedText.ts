import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { Cancelled } from '../../common/failure';
import type { CommandContext } from '../context';
import { mayAsk } from '../prompt';

/**
 * What a person types at a terminal, after `lines`: up to an empty line, or Ctrl+D. Otherwise all that
 * standard input has. It is in no history, and nothing repeats it.
 */
export async function typedText(
  context: Pick<CommandContext, 'options' | 'terminal' | 'interruption'>,
  lines: readonly string[],
): Promise<string> {
  const { terminal, interruption } = context;
  return interruption.during(
    () => undefined,
    async (signal) => {
      const typed = mayAsk(context) ? await typedLines(context, lines, signal) : undefined;
      if (signal.aborted) throw new Cancelled();
      return typed ?? text(terminal.stdin);
    },
  );
}

async function typedLines(
  { terminal, interruption }: Pick<CommandContext, 'terminal' | 'interruption'>,
  lines: readonly string[],
  signal: AbortSignal,
): Promise<string> {
  // What is typed is seen as it is typed; with its own handling of keys, Ctrl+D ends only this.
  const reader = createInterface({
    ...{ input: terminal.stdin, output: terminal.stderr, terminal: true },
    ...{ prompt: '', historySize: 0 },
  });
  for (const line of lines) terminal.note(line);
  reader.on('SIGINT', () => interruption.receive('SIGINT'));
  signal.addEventListener('abort', () => reader.close());
  const typed: string[] = [];
  await new Promise<void>((resolve) => {
    reader.once('close', resolve);
    reader.on('line', (line) => {
      if (line.trim() === '') reader.close();
      else typed.push(line);
    });
  });
  return typed.join('\n');
}
