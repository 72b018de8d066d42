import type { ToolCode } from '../../common/codes/toolCodes';

/** What a code means, and what to do about it: a sentence each. */
export type CodeText = readonly [meaning: string, advice: string];

export type CodeTexts = Partial<Record<ToolCode, CodeText>>;
