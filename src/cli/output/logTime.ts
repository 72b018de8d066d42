/** What a line of a log begins with: `2026-11-30T20:40:01Z `, ISO 8601 in UTC. */
export function logTime(): string {
  return `${new Date().toISOString().slice(0, 19)}Z `;
}
