import { ApiError } from './apiError';
import type { SegmentChange } from './apiTypes';
import type { RequestOptions } from './options';
import { segmentsPath } from './paths';
import type { ValidatingTransport } from './validatingTransport';
import type { ApiReply } from './wire/transport';

/** How an update writes a description (difference 7). */
type DescriptionDialect = 'text' | 'object';

/** Sends changes of segments, in the dialect that the API takes. */
export class SegmentUpdater {
  private dialect?: DescriptionDialect;

  constructor(private readonly requests: ValidatingTransport) {}

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
          ...(description !== undefined && {
            description: encodeDescription(description, dialect),
          }),
        },
      }));
      return this.requests.sendBulk(
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
      const reply = await send('text');
      this.dialect = 'text';
      return reply;
    } catch (error) {
      if (!isRejection(error)) throw error;
      const reply = await send('object').catch((secondError: unknown) => {
        // Refused both ways: the description was not the reason, so the first answer is the one to
        // tell.
        throw isRejection(secondError) ? error : secondError;
      });
      this.dialect = 'object';
      return reply;
    }
  }
}

/** Both statuses are known for a description in the wrong dialect. */
function isRejection(error: unknown): error is ApiError {
  return error instanceof ApiError && (error.status === 400 || error.status === 422);
}

function encodeDescription(description: string, dialect: DescriptionDialect): unknown {
  return dialect === 'text' ? description : { value: description === '' ? null : description };
}
