import { t } from '@vscode/l10n';
import { ThemeIcon, TreeItem, TreeItemCollapsibleState } from 'vscode';
import { partsOf } from '../../api/algebra';
import type { Segment } from '../../api/apiTypes';
import { audienceName } from '../../app/audiences/audienceUsage';
import { ruleLabel } from '../../app/audiences/ruleLabel';
import { iconOf, nameOf } from '../../app/segments/labels';
import { rowDescription, rowInWords, type RowKnowledge } from '../../app/segments/rowTexts';
import { OutsideText, plainText } from '../../common/outsideText';
import { linkTo } from '../segments/segmentNode';
import { idOfListRow } from '../views/listItems';
import {
  audienceOf,
  type AudienceNode,
  type AudienceTreeNode,
  type OperatorNode,
  type RuleSegmentNode,
  type SentenceNode,
} from './audienceNodes';

/** Stable across refreshes, so that the tree keeps its selection and expanded rows. */
export function idOf(node: AudienceTreeNode): string {
  const audience = `${node.account.key}/audience/${audienceOf(node)?.audience.id}`;
  switch (node.kind) {
    case 'account':
    case 'action':
      return idOfListRow(node);
    case 'audience':
      return audience;
    case 'sentence':
      return `${audience}/sentence`;
    case 'operator':
    case 'segmentLink':
      return `${audience}/${node.path}`;
  }
}

/** `retailer · channels`, of which a narrow sidebar cuts off the end. */
export function audienceItem(node: AudienceNode, retailer: OutsideText | undefined): TreeItem {
  const { audience } = node;
  const item = new TreeItem(audienceName(audience).forTree(), TreeItemCollapsibleState.Collapsed);
  item.id = idOf(node);
  const parts = [
    retailer?.forTree() ?? audience.retailerId ?? t('no retailer'),
    channelsText(audience.channels),
  ].filter(Boolean);
  item.description = parts.join(' · ');
  item.iconPath = new ThemeIcon('target');
  item.contextValue = 'audience';
  item.accessibilityInformation = {
    label: [t('Audience {0}', audienceName(audience).forTree()), ...parts].join(', '),
  };
  return item;
}

/** The channels of an audience on one line, at most 300 characters. */
export function channelsText(channels: readonly string[]): string {
  return OutsideText.name(channels.join(', ')).forTree();
}

export function sentenceItem(node: SentenceNode, sentence: string): TreeItem {
  const item = new TreeItem(sentence);
  item.id = idOf(node);
  item.iconPath = new ThemeIcon('quote');
  item.tooltip = sentence;
  item.accessibilityInformation = { label: sentence };
  return item;
}

const ICONS = {
  and: 'layers',
  or: 'list-unordered',
  not: 'circle-slash',
  unknown: 'question',
} as const;

export function operatorItem(node: OperatorNode): TreeItem {
  const label = ruleLabel(node.rule);
  const item = new TreeItem(
    label,
    partsOf(node.rule).length > 0
      ? TreeItemCollapsibleState.Expanded
      : TreeItemCollapsibleState.None,
  );
  item.id = idOf(node);
  item.iconPath = new ThemeIcon(ICONS[node.rule.kind]);
  item.accessibilityInformation = { label };
  return item;
}

/** `segment`: undefined as long as it isn't known, `absent` if the account has no such segment. */
export function ruleSegmentItem(
  node: RuleSegmentNode,
  segment: Segment | 'absent' | undefined,
  size: RowKnowledge,
  retailer: OutsideText | undefined,
): TreeItem {
  const id = plainText(node.segmentId);
  const item = new TreeItem(typeof segment === 'object' ? nameOf(segment).forTree() : id);
  item.id = idOf(node);
  if (typeof segment !== 'object') {
    item.iconPath = new ThemeIcon('question');
    if (segment) item.description = t('not in this account’s segments');
    item.accessibilityInformation = {
      label: [t('Segment {0}', id), item.description].filter(Boolean).join(', '),
    };
    return item;
  }
  item.description = rowDescription(segment, size, retailer, true);
  item.iconPath = new ThemeIcon(iconOf(segment));
  item.tooltip = `${nameOf(segment).forTree()}\n${id}`;
  item.contextValue = 'audienceSegment';
  item.command = {
    command: 'criteoAudiences.showStatistics',
    title: t('Open'),
    arguments: [linkTo(node.account, node.segmentId)],
  };
  item.accessibilityInformation = { label: rowInWords(segment, size, retailer) };
  return item;
}
