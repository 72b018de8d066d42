import { t } from '@vscode/l10n';
import { count, plural } from '../../common/format';
import type { OutsideText } from '../../common/outsideText';
import type { Operation } from '../../upload/uploadTypes';
import { WORDS } from './words/operationWords';

/** What the last check or upload of a file found. */
export interface FileFigures {
  /** Rows to send. */
  readonly valid: number;
  /** As many as the Problems panel has, listed or not. */
  readonly problems: number;
  /** Of the problems, the rows that a fix keeps. */
  readonly fixable: number;
}

/** A text above the first line of a file, and what a click on it does. */
export interface FileLens {
  /** Plain text, except that `$(name)` is escaped: the editor would make an icon of it. */
  readonly title: string;
  readonly action: 'check' | 'upload' | 'showProblems' | 'fixAll';
  readonly tooltip: string;
}

/** What is known about a file without reading it. */
export interface KnownFile {
  /** The segment that files of this name go to. */
  readonly segment?: OutsideText;
  /** What such files were used for. */
  readonly operation?: Operation;
  /** Whether it was checked or uploaded in this window. */
  readonly isChecked: boolean;
  /** What that found; undefined if the file has changed since, so that it may no longer be true. */
  readonly figures?: FileFigures;
}

/** What the first line of a file offers: nothing for a file that was never of interest. */
export function fileLenses({ segment, operation, isChecked, figures }: KnownFile): FileLens[] {
  const target = segment && WORDS[operation ?? 'add'].into(segment.forPrompt());
  if (figures) return [...figuresLenses(figures), uploadLens(t('Upload…'), target)];
  if (!isChecked && target === undefined) return [];
  const check: FileLens = {
    title: t('Check'),
    action: 'check',
    tooltip: t('Shows the invalid rows. Nothing is sent.'),
  };
  return [check, uploadLens(target ?? t('Upload…'))];
}

function figuresLenses({ valid, problems, fixable }: FileFigures): FileLens[] {
  // Without a command, a choice by keyboard would fail.
  if (problems === 0)
    return [{ title: t('{0} valid', count(valid)), action: 'check', tooltip: t('Check Again') }];
  const found = plural(problems, {
    one: t('{0} valid, {1} problem', count(valid), count(problems)),
    other: t('{0} valid, {1} problems', count(valid), count(problems)),
  });
  const show: FileLens = { title: found, action: 'showProblems', tooltip: t('Show Problems') };
  if (fixable === 0) return [show];
  const fix: FileLens = {
    title: t('Fix {0}', count(fixable)),
    action: 'fixAll',
    tooltip: t('Shows the change before it is made.'),
  };
  return [show, fix];
}

function uploadLens(title: string, target = t('Nothing is sent before you confirm.')): FileLens {
  return { title, action: 'upload', tooltip: target };
}
