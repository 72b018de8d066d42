import { t } from '@vscode/l10n';
import { segmentsText } from '../../../common/counts';
import { count, plural } from '../../../common/format';
import { plainText } from '../../../common/outsideText';
import { compact, groupBy, present } from '../../../common/records';
import { identifierTypeLabel } from '../../../identifiers/identifierTypeLabel';
import { knownType } from '../../../identifiers/identifierTypes';
import type { Line, LinesSection } from '../../../webview/uploadModel';
import type { AccountHandle } from '../../accounts/account';
import { accountBadge } from '../../accounts/accountBadge';
import { typeIcon } from '../../uploads/page/commonSections';
import { removing, segmentKeyOf } from '../removalFigures';
import { sameCompanyText, segmentName, targetedAgainText } from '../removalTexts';
import type { PlannedRemoval, RemovalRecord, SegmentName } from '../removalTypes';
import type { ChoosingInput, RemovalChoices } from './removalChoices';
import { linesSection, placeOf, showPress } from './removalSections';

const ICONS = { sandbox: 'beaker', live: 'globe', protected: 'shield' } as const;

/** The accounts, with a tick each, and their segments by type. A segment alone has none: no receipt could say why. */
export function accountsSection(input: ChoosingInput): LinesSection {
  const { shown } = input;
  return linesSection(
    t('Accounts and segments'),
    { name: t('Account, type'), numbers: [t('Segments'), t('Size')], notes: t('Notes') },
    shown.flatMap((account, index) => [
      accountLine(input, account, index === 0),
      ...typeLines(input.planned, account),
    ]),
    { hint: shown.length > 1 ? sameCompanyText() : undefined },
  );
}

function accountLine(
  { choices, planned, isLocked = false }: ChoosingInput,
  account: AccountHandle,
  isSelected: boolean,
): Line {
  const { key, accountId, label } = account;
  const isOn = choices.accounts.includes(key);
  const badge = accountBadge(account);
  const read = isOn
    ? planned?.record.accounts.find((one) => one.accountId === accountId)
    : undefined;
  const failure = read?.failure;
  const others = read?.otherTypes.reduce((sum, { segments }) => sum + segments, 0) ?? 0;
  return compact<Line>({
    id: `account ${key}`,
    name: label.forTree(),
    icon: ICONS[badge.kind],
    text: present([badge.text, isSelected && t('selected account')]).join(' · '),
    tick: {
      label: label.forTree(),
      state: isOn ? 'on' : 'off',
      // One has to be left.
      disabled: isLocked || (isOn && choices.accounts.length === 1),
    },
    off: isOn ? undefined : true,
    numbers: isOn
      ? [planned ? count(segmentsIn(planned, accountId).length) : '', '']
      : ['', t('not looked at')],
    notes: present([
      failure && { text: plainText(failure.message), icon: 'warning' as const },
      others > 0 && {
        text: plural(others, {
          one: t('{0} segment has another type', count(others)),
          other: t('{0} segments have other types', count(others)),
        }),
      },
    ]),
  });
}

function segmentsIn({ record }: PlannedRemoval, accountId: string): SegmentName[] {
  return removing(record).filter((segment) => segment.accountId === accountId);
}

function typeLines(planned: PlannedRemoval | undefined, { accountId }: AccountHandle): Line[] {
  if (!planned) return [];
  const types = groupBy(segmentsIn(planned, accountId), ({ type }) => type);
  return [...types].map(([type, segments]) => {
    const label = identifierTypeLabel(type);
    const list = `type ${accountId} ${type}`;
    return {
      id: list,
      name: label,
      icon: typeIcon(knownType(type)),
      press: showPress(list, segmentsText(segments.length), label),
      numbers: [count(segments.length), sizeText(segments, planned)],
      notes: [],
    };
  });
}

/** Of all of them, as far as it is known. */
function sizeText(segments: readonly SegmentName[], { sizes }: PlannedRemoval): string {
  const known = segments.flatMap((one) => sizes.get(segmentKeyOf(one)) ?? []);
  if (known.length === 0) return t('not read');
  const sum = count(known.reduce((total, size) => total + size, 0));
  return known.length === segments.length ? sum : t('at least {0}', sum);
}

/**
 * The segments that keep people out: each is left out, unless its tick is set or people are added to it.
 * Undefined without any.
 */
export function keepingOutSection(
  record: RemovalRecord,
  choices: RemovalChoices,
  isLocked = false,
): LinesSection | undefined {
  const { alsoFrom = [], addTo = [] } = choices;
  const chosen = record.segments.filter(({ id }) => alsoFrom.includes(id) || addTo.includes(id));
  const leftOut = record.leftOut.filter(({ reason }) => reason !== 'other-retailer');
  const all = [...leftOut, ...chosen];
  if (all.length === 0) return undefined;
  const n = leftOut.length;
  return linesSection(
    n === 0
      ? t('Segments that keep people out')
      : plural(n, {
          one: t('Left out: {0} segment that keeps people out', count(n)),
          other: t('Left out: {0} segments that keep people out', count(n)),
        }),
    { name: t('Remove them there, too'), numbers: [], notes: t('Notes') },
    all.map((segment) => keepingOutLine(segment, record, choices, isLocked)),
    {
      hint: t('Tick for an erasure: they are removed there, too. {0}', targetedAgainText()),
    },
  );
}

function keepingOutLine(
  segment: SegmentName & { reason?: string },
  record: RemovalRecord,
  { alsoFrom = [], addTo = [] }: RemovalChoices,
  isLocked: boolean,
): Line {
  const { id, type, reason } = segment;
  const name = segmentName(segment);
  const isAdded = addTo.includes(id);
  const addLabel = isAdded ? t('Don’t Add Them') : t('Add Them There');
  return {
    id: `keepOut ${id}`,
    name,
    icon: typeIcon(knownType(type)),
    text: placeOf(record, segment),
    tick: {
      label: t('For an erasure: remove them from {0}, too', name),
      state: alsoFrom.includes(id) ? 'on' : 'off',
      disabled: isLocked,
    },
    numbers: [],
    notes: present([
      reason === 'role-unknown' && { text: t('It may keep people out.') },
      !isLocked && {
        text: isAdded ? t('They are added there.') : '',
        press: {
          label: addLabel,
          action: 'addThere' as const,
          value: id,
          description: t('{0}: {1}', addLabel, name),
        },
      },
    ]),
  };
}
