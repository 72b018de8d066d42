export { SegmentForms } from './forms';
export { StatisticsPanels } from './statistics';
