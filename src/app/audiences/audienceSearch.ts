import { segmentsIn } from '../../api/algebra';
import type { Audience } from '../../api/apiTypes';
import type { OutsideText } from '../../common/outsideText';
import { itemSearch, type ItemKnowledge } from '../lists/itemSearch';

interface AudienceKnowledge extends ItemKnowledge {
  segmentName(segmentId: string): OutsideText | undefined;
}

/** Whether an audience has all words of a text: it is also found by the IDs and names of its segments. */
export const audienceSearch = itemSearch<Audience, AudienceKnowledge>(
  ({ algebra }, { segmentName }) => {
    const ids = segmentsIn(algebra);
    return { ids, texts: ids.map((id) => segmentName(id)?.raw()) };
  },
);
