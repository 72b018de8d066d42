/** A file's name with what changes from export to export taken out: dates, times, counters, "(1)", "copy". */
export function filePattern(fileName: string): string {
  return fileName
    .toLowerCase()
    .normalize('NFC')
    .replace(/\s*\((?:\d+|copy)\)|[\s_-]+(?:copy|kopie|copie)(?=\.)/g, '')
    .replace(/\d+/g, '#')
    .replace(/#(?:[-_.: t]*#)+z?/g, '#');
}
