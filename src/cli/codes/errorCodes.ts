import { t } from '@vscode/l10n';
import {
  BY_SENT_CODES,
  BY_STATUS_CODES,
  EDITOR_CODES,
  ITEM_CODES,
  LEFT_OUT_CODES,
  type ToolCode,
} from '../../common/codes/toolCodes';
import { Failure } from '../../common/failure';
import { endingOf, EXIT_CODES } from '../exitCodes';
import { choiceCodes } from './choiceCodes';
import type { CodeText } from './codeText';
import { editorCodes } from './editorCodes';
import { fileCodes } from './fileCodes';
import { machineCodes } from './machineCodes';
import { requestCodes } from './requestCodes';
import { safetyCodes } from './safetyCodes';
import { segmentCodes } from './segmentCodes';
import { uploadCodes } from './uploadCodes';

/** A code, as the help and the documentation show it. */
export interface CodeRow {
  code: ToolCode;
  meaning: string;
  advice: string;
  /** Of a run of the terminal that fails with it before it has sent anything; none for the editor's. */
  exitCodes: readonly number[];
}

/** Codes about one subject. */
interface CodeSection {
  title: string;
  rows: CodeRow[];
}

/** All codes of this tool, by subject. In the language of the process, like the names of options. */
export function codeSections(): CodeSection[] {
  const sections = textsBySubject();
  const all = codeTexts();
  return Object.values(sections).map(({ title, texts }) => ({
    title,
    rows: (Object.keys(texts) as ToolCode[]).map((code) => {
      const [meaning, advice] = all[code];
      return { code, meaning, advice, exitCodes: exitCodesOf(code) };
    }),
  }));
}

/** What a failure means, as a sentence; undefined for a code of Criteo's. */
export function meaningOf({ code, source }: { code: string; source?: string }): string | undefined {
  const texts: Readonly<Record<string, CodeText | undefined>> = codeTexts();
  return source === 'api' ? undefined : texts[code]?.[0];
}

/** What a code of this tool means, and what to do, as sentences. */
export function helpOf(code: string): string {
  const texts: Readonly<Record<string, CodeText | undefined>> = codeTexts();
  return texts[code]?.join(' ') ?? code;
}

function textsBySubject() {
  return {
    choices: { title: t('Arguments, settings and names'), texts: choiceCodes() },
    requests: { title: t('Requests to Criteo'), texts: requestCodes() },
    files: { title: t('Files'), texts: fileCodes() },
    segments: { title: t('Segments'), texts: segmentCodes() },
    safety: { title: t('Safety checks and confirmations'), texts: safetyCodes() },
    uploads: { title: t('Uploads'), texts: uploadCodes() },
    machine: { title: t('This machine'), texts: machineCodes() },
    editor: { title: t('Only in the editor'), texts: editorCodes() },
  };
}

function codeTexts(): Readonly<Record<ToolCode, CodeText>> {
  const sections = textsBySubject();
  // A code without a text doesn't compile.
  return {
    ...sections.choices.texts,
    ...sections.requests.texts,
    ...sections.files.texts,
    ...sections.segments.texts,
    ...sections.safety.texts,
    ...sections.uploads.texts,
    ...sections.machine.texts,
    ...sections.editor.texts,
  };
}

/** How a run ends that fails with a code before it has sent anything. */
function exitCodesOf(code: ToolCode): number[] {
  const has = (codes: readonly ToolCode[]): boolean => codes.includes(code);
  if (has(EDITOR_CODES)) return [];
  const {
    failed,
    denied,
    incomplete,
    partial,
    'gave-up': gaveUp,
    'refused-too-much': leftOut,
  } = EXIT_CODES;
  if (has(BY_STATUS_CODES)) return [failed, gaveUp];
  // By what Criteo said to the request for it.
  if (code === 'size-unknown') return [denied, gaveUp];
  if (has(BY_SENT_CODES)) return [failed, incomplete];
  if (has(ITEM_CODES)) return [failed, partial];
  if (has(LEFT_OUT_CODES)) return [leftOut];
  return [EXIT_CODES[endingOf(new Failure(code, ''))]];
}
