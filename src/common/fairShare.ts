/**
 * At most `limit` of `items`, with a fair share for each kind: kinds with few items keep all, the
 * others share the rest, each with its first items. Keeps the order.
 */
export function fairShare<T>(items: readonly T[], kindOf: (item: T) => string, limit: number): T[] {
  if (items.length <= limit) return [...items];
  const totals = new Map<string, number>();
  for (const item of items) totals.set(kindOf(item), (totals.get(kindOf(item)) ?? 0) + 1);
  const shares = new Map<string, number>();
  let remaining = limit;
  const kinds = [...totals].sort((a, b) => a[1] - b[1]);
  kinds.forEach(([kind, total], index) => {
    const share = Math.min(total, Math.floor(remaining / (kinds.length - index)));
    shares.set(kind, share);
    remaining -= share;
  });
  return items.filter((item) => {
    const share = shares.get(kindOf(item)) ?? 0;
    shares.set(kindOf(item), share - 1);
    return share > 0;
  });
}
