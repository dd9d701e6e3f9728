import { expect, test } from 'vitest';
import { recordedTraceId } from '../../src/telemetry/trace-id.ts';
import { reviewOf } from '../server/reviews.ts';
import { runWebhook } from '../server/running-webhook.ts';

const ID = '0af7651916cd43dd8448eb211c80319c';
const SPAN = 'b7ad6b7169203331';

test.each([
  { what: 'a recorded trace', header: `00-${ID}-${SPAN}-01`, id: ID },
  { what: 'one with a flag that came later', header: `00-${ID}-${SPAN}-03`, id: ID },
  { what: 'a later version, with more behind', header: `cc-${ID}-${SPAN}-01-what-the-future-brings`, id: ID },
  { what: 'no header', header: undefined, id: undefined },
  { what: 'a trace that nobody records', header: `00-${ID}-${SPAN}-00`, id: undefined },
  { what: 'a flag that is not "recorded"', header: `00-${ID}-${SPAN}-02`, id: undefined },
  { what: 'no trace', header: `00-${'0'.repeat(32)}-${SPAN}-01`, id: undefined },
  { what: 'no span', header: `00-${ID}-${'0'.repeat(16)}-01`, id: undefined },
  { what: 'a version that will never be', header: `ff-${ID}-${SPAN}-01`, id: undefined },
  { what: 'more than version 00 has', header: `00-${ID}-${SPAN}-01-more`, id: undefined },
  { what: 'capitals', header: `00-${ID.toUpperCase()}-${SPAN}-01`, id: undefined },
  { what: 'two headers, which Node joins', header: `00-${ID}-${SPAN}-01, 00-${ID}-${SPAN}-01`, id: undefined },
  { what: 'anything else', header: `"; DROP TABLE spans; --`, id: undefined },
])('$what has the trace id $id', ({ header, id }) => {
  expect(recordedTraceId(header)).toBe(id);
});

test.each([
  { header: { traceparent: `00-${ID}-${SPAN}-01` }, traceId: ID },
  { header: { traceparent: `00-${ID}-${SPAN}-00` }, traceId: undefined },
  { header: {}, traceId: undefined },
])('the line about a pod has the trace id $traceId of $header', async ({ header, traceId }) => {
  const { client, logLines } = await runWebhook();
  await client.review(reviewOf({ uid: 'u1' }), { headers: header });
  const line = logLines.map((text) => JSON.parse(text) as Record<string, unknown>).find(({ uid }) => uid === 'u1');
  expect(line).toMatchObject({ outcome: 'mutated' });
  expect(line?.['traceId']).toBe(traceId);
});
