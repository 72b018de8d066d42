import { t } from '@vscode/l10n';
import { commands as editor, Uri, workspace } from 'vscode';
import type { Commands } from '../base/command';
import { pickOne } from '../base/pickOne';

const REFERENCE = 'reference';
/** The pages, as they are listed. What each is about, it says itself: they are in English alone. */
const PAGES = [
  'uploads',
  'every-night',
  'opt-outs',
  'segments-and-audiences',
  REFERENCE,
  'privacy',
] as const;
/** The heading of a page, and the first sentence below. */
const HEAD = /^# (.*)\n\n(.*?\.)(?= |\n)/;

/**
 * `criteoAudiences.openDocumentation(code?)`: opens a page that is chosen, or what the reference says
 * about the code of an error.
 */
export function registerDocumentation(commands: Commands, extensionUri: Uri): void {
  const read = async (name: string): Promise<{ uri: Uri; text: string }> => {
    const uri = Uri.joinPath(extensionUri, 'media', 'docs', `${name}.md`);
    return { uri, text: new TextDecoder().decode(await workspace.fs.readFile(uri)) };
  };
  const choose = async (): Promise<Uri> => {
    const pages = await Promise.all(PAGES.map(read));
    const items = pages.map(({ uri, text }) => {
      const [, label = '', detail] = HEAD.exec(text) ?? [];
      return { uri, label, detail };
    });
    return (await pickOne(items, t('Documentation'))).uri;
  };
  /** A code that isn’t there is one of Criteo’s. */
  const findCode = async (code: string): Promise<Uri> => {
    const { uri, text } = await read(REFERENCE);
    return uri.with({ fragment: text.includes(`\n#### \`${code}\`\n`) ? code : 'error-codes' });
  };
  commands.add({
    id: 'criteoAudiences.openDocumentation',
    prompt: async (code) => {
      const uri = typeof code === 'string' ? await findCode(code) : await choose();
      await editor.executeCommand('markdown.showPreview', uri);
    },
  });
}
