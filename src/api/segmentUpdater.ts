import { ApiError } from './apiError';
import type { SegmentChange } from './apiTypes';
import type { RequestOptions } from './options';
import { segmentsPath } from './paths';
import type { ValidatingTransport } from './validatingTransport';
import type { ApiReply } from './wire/transport';

/** How a description is encoded in an update (difference 7). */
type DescriptionDialect = 'text' | 'object';

/** Sends changes of segments, with the description encoding that the API accepts. */
export class SegmentUpdater {
  private dialect?: DescriptionDialect;

  constructor(private readonly requests: ValidatingTransport) {}

  /**
   * Sends a description as text. If the API rejects that with 400 or 422, sends it once as an
   * object. The encoding that worked is remembered (difference 7).
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
          name,
          description:
            description === undefined ? undefined : encodeDescription(description, dialect),
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
        // Rejected both ways: the description wasn't the reason, so report the first error.
        throw isRejection(secondError) ? error : secondError;
      });
      this.dialect = 'object';
      return reply;
    }
  }

  /**
   * Sends an update of no segments, once. A 403 has only two reasons: the permission or the consent
   * is missing. Whether the API looks at the permission before the content isn't documented, so any
   * other answer says nothing.
   */
  async sendNothing(accountId: string, options?: RequestOptions): Promise<void> {
    await this.requests.send(
      {
        operation: 'update',
        method: 'PATCH',
        path: segmentsPath('update', accountId),
        json: { data: [] },
        known: [accountId],
        repeat: false,
      },
      options,
    );
  }
}

/** Both statuses occur for a description in the wrong encoding. */
function isRejection(error: unknown): error is ApiError {
  return error instanceof ApiError && (error.status === 400 || error.status === 422);
}

function encodeDescription(description: string, dialect: DescriptionDialect): unknown {
  return dialect === 'text' ? description : { value: description === '' ? null : description };
}
