import type { OutsideText } from '../../common/outsideText';

/**
 * A file's name with what changes from export to export taken out: dates, times, counters, "(1)",
 * "copy".
 */
export function filePattern(fileName: OutsideText): string {
  return fileName
    .raw()
    .toLowerCase()
    .normalize('NFC')
    .replace(/\s*\((?:\d+|copy)\)|[\s_-]+(?:copy|kopie|copie)(?=\.)/g, '')
    .replace(/\d+/g, '#')
    .replace(/#(?:[-_.: t]*#)+z?/g, '#');
}
