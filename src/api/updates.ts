import { ApiError } from './apiError';
import type { SegmentChange } from './apiTypes';
import type { RateLimitedTransport } from './calls';
import type { RequestOptions } from './options';
import { segmentsPath } from './paths';
import type { ApiReply } from './wire/transport';

/** How an update writes a description (difference 7). */
type DescriptionDialect = 'text' | 'object';

/** Sends changes of segments, in the dialect that the API takes. */
export class Updates {
  private dialect?: DescriptionDialect;

  constructor(private readonly calls: RateLimitedTransport) {}

  /**
   * A description goes as text; refused with 400 or 422 it goes once as an object, and what worked
   * is kept (difference 7).
   */
  async send(
    accountId: string,
    changes: readonly SegmentChange[],
    options?: RequestOptions,
  ): Promise<ApiReply> {
    const known = [
      accountId,
      ...changes.flatMap(({ id, name }) => (name === undefined ? [id] : [id, name])),
    ];
    const send = (dialect: DescriptionDialect) => {
      const data = changes.map(({ id, name, description }) => ({
        id,
        type: 'AudienceSegment',
        attributes: {
          ...(name !== undefined && { name }),
          ...(description !== undefined && { description: written(description, dialect) }),
        },
      }));
      return this.calls.askBulk(
        data,
        {
          operation: 'update',
          method: 'PATCH',
          path: segmentsPath('update', accountId),
          json: { data },
          known,
        },
        options,
      );
    };
    if (!changes.some(({ description }) => description !== undefined)) return send('text');
    if (this.dialect) return send(this.dialect);
    try {
      const answer = await send('text');
      this.dialect = 'text';
      return answer;
    } catch (error) {
      if (!isRefusal(error)) throw error;
      const answer = await send('object').catch((second: unknown) => {
        // Refused both ways: the description was not the reason, so the first answer is the one to
        // tell.
        throw isRefusal(second) ? error : second;
      });
      this.dialect = 'object';
      return answer;
    }
  }
}

/** Both statuses are known for a description in the wrong dialect. */
function isRefusal(error: unknown): error is ApiError {
  return error instanceof ApiError && (error.status === 400 || error.status === 422);
}

function written(description: string, dialect: DescriptionDialect): unknown {
  return dialect === 'text' ? description : { value: description === '' ? null : description };
}
