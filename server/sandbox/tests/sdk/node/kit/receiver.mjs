// The merchant's side of webhooks: a server that keeps each delivery as it came.

import { EventEmitter, once } from 'node:events';
import { createServer } from 'node:http';
import { buffer } from 'node:stream/consumers';

const PATIENCE_MS = 15_000;

/** Listens for events of these types, registered through the SDK; it ends with the test. */
export async function listen(test, fintoc, enabled_events) {
  const heard = [];
  const arrivals = new EventEmitter();
  const server = createServer(async (request, response) => {
    const body = await buffer(request);
    heard.push({ body, signature: request.headers['fintoc-signature'], event: JSON.parse(body) });
    response.end();
    arrivals.emit('heard');
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  test.after(() => {
    server.close();
    server.closeAllConnections();
  });
  const url = `http://127.0.0.1:${server.address().port}/webhooks`;
  const { secret } = await fintoc.webhookEndpoints.create({ url, enabled_events });

  /** The next delivery, now or soon. */
  async function next() {
    const signal = AbortSignal.timeout(PATIENCE_MS);
    while (heard.length === 0) await once(arrivals, 'heard', { signal });
    return heard.shift();
  }
  return { secret, next };
}
