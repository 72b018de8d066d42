import { pathToFileURL } from 'node:url';
import { t } from '@vscode/l10n';
import { plainText } from '../../../common/outsideText';
import { present } from '../../../common/records';
import type { FactsSection } from '../../../webview/uploadModel';
import { endText, listText, nightName } from '../report/nightTexts';
import type { MorningInput, NightView } from './nightView';

/** How a run ended, with which suppression lists, and where that is from. */
export function nightFacts(
  { report, declared }: NightView,
  { nights, exitCode, name, uri }: MorningInput,
): FactsSection {
  const { file, suppress, startedAt, isCheck, removals = [] } = report;
  const run = isCheck ? t('Check') : t('Run');
  const path = plainText(file);
  return {
    type: 'facts',
    title: nights.length > 1 ? t('{0}: {1}', run, nightName(report)) : run,
    items: present<FactsSection['items'][number]>([
      { label: t('Ended'), text: endText(report, exitCode) },
      ...(suppress.length > 0
        ? suppress.map((list) => ({
            label: t('Suppression list'),
            text: t('{0}: {1}', plainText(list.path), listText(list, startedAt)),
          }))
        : [{ label: t('Suppression list'), text: t('none, as the file says') }]),
      ...removals.map(({ text }) => ({ label: t('Removals'), text: plainText(text) })),
      {
        label: t('Nightly file'),
        text: path,
        ...(declared && {
          press: { label: path, action: 'openFile', value: pathToFileURL(file).href },
        }),
      },
      {
        label: t('Report'),
        text: t('Written by the terminal. This window only shows it:'),
        press: { label: name, action: 'openFile', value: uri },
      },
    ]),
  };
}
