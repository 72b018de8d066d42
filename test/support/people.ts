/** Addresses of invented people: `person0@example.com`, `person1@example.com`, … */
export function people(count: number, from = 0, prefix = 'person'): string[] {
  return Array.from({ length: count }, (_, index) => `${prefix}${from + index}@example.com`);
}
