import { partsOf } from '../../api/algebra';
import type { Algebra, Audience } from '../../api/apiTypes';
import type { AccountHandle } from '../../app/accounts/account';
import { linkTo, type SegmentLink } from '../segments/segmentNode';
import type { ListRow } from '../views/listItems';

/** An audience's row; the view's commands get it as an argument. */
export interface AudienceNode {
  readonly kind: 'audience';
  readonly account: AccountHandle;
  readonly audience: Audience;
}

/** The rule of an audience as a sentence. */
export interface SentenceNode {
  readonly kind: 'sentence';
  readonly account: AccountHandle;
  readonly parent: AudienceNode;
}

/** A part of the rule that combines others. */
export interface OperatorNode {
  readonly kind: 'operator';
  readonly account: AccountHandle;
  readonly parent: AudienceNode | OperatorNode;
  /** Its place in the rule, unique in its audience: a segment can be there twice. */
  readonly path: string;
  readonly rule: Exclude<Algebra, { kind: 'segment' }>;
  readonly parts: readonly RuleNode[];
}

/** A segment in the rule. Commands on segments take it like the segment's own row. */
export interface RuleSegmentNode extends SegmentLink {
  readonly account: AccountHandle;
  readonly parent: AudienceNode | OperatorNode;
  readonly path: string;
}

export type RuleNode = OperatorNode | RuleSegmentNode;
export type AudienceRow = AudienceNode | SentenceNode | RuleNode;
export type AudienceTreeNode = ListRow<AudienceRow>;

export function isAudienceNode(value: unknown): value is AudienceNode {
  return (
    typeof value === 'object' &&
    value !== null &&
    (value as { kind?: unknown }).kind === 'audience' &&
    'audience' in value
  );
}

/** The row of a part of a rule, at a place in it, with those below. */
export function ruleNode(
  account: AccountHandle,
  parent: AudienceNode | OperatorNode,
  rule: Algebra,
  path: string,
): RuleNode {
  if (rule.kind === 'segment') return { ...linkTo(account, rule.segmentId), account, parent, path };
  const parts: RuleNode[] = [];
  const node: OperatorNode = { kind: 'operator', account, parent, path, rule, parts };
  for (const [place, part] of partsOf(rule).entries())
    parts.push(ruleNode(account, node, part, `${path}.${place}`));
  return node;
}

/** The rows of the segments in a part of a rule. */
export function ruleSegmentsIn(node: RuleNode): RuleSegmentNode[] {
  return node.kind === 'operator' ? node.parts.flatMap(ruleSegmentsIn) : [node];
}

/** The audience to which a row belongs, if any. */
export function audienceOf(node: AudienceTreeNode): AudienceNode | undefined {
  let at: AudienceTreeNode = node;
  while ('parent' in at) at = at.parent;
  return at.kind === 'audience' ? at : undefined;
}
