import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The two pages of a merchant's site that the hosted page leads back to. */
export interface Shop {
  readonly origin: string;
  close(): void;
}

export async function openShop(): Promise<Shop> {
  const server = createServer((request, response) => {
    const title = request.url === '/thanks' ? 'Gracias' : 'No se completó';
    response.setHeader('content-type', 'text/html; charset=utf-8');
    response.end(`<!doctype html><title>${title}</title><link rel="icon" href="data:,"><h1>${title}</h1>`);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

type Json = Record<string, unknown>;

/** A checkout session, as far as the stories look at it. */
export interface Session {
  id: string;
  status: string;
  redirect_url: string;
  payment_method: string | null;
  payment_resource: { payment_intent?: Decision };
  setup_intent?: string;
}

interface Decision {
  status: string;
  error_reason: string | null;
}

/** What a merchant knows of a session: statuses, each with its reason, and the types of all events, oldest first. */
export interface Known {
  session: string;
  intent?: string;
  setup?: string;
  saved?: true;
  events: string[];
}

/** A merchant who talks to the sandbox over plain HTTP. Every key is an account of its own, so stories never meet. */
export class Merchant {
  readonly #key = `sk_test_${randomUUID().replaceAll('-', '')}`;
  readonly successUrl: string;
  readonly cancelUrl: string;

  constructor(
    private readonly sandbox: string,
    shop: Shop,
  ) {
    this.successUrl = `${shop.origin}/thanks`;
    this.cancelUrl = `${shop.origin}/not-this-time`;
  }

  /** A session that saves an account of a new customer. */
  async setup(details: Json = {}): Promise<Session> {
    return this.#session({ flow: 'setup', customer_data: { email: 'ana@example.cl' }, ...details });
  }

  /** A session that collects from an account which the payer picks. */
  async payment(details: Json = {}): Promise<Session> {
    return this.#session({ flow: 'payment', amount: 4990, ...details });
  }

  async customer(): Promise<string> {
    const { id } = await this.#call<{ id: string }>('POST', '/v2/customers', { email: 'ana@example.cl' });
    return id;
  }

  /** Everything there is to know of that session by now. */
  async knows({ id }: Session): Promise<Known> {
    const session = await this.#call<Session>('GET', `/v2/checkout_sessions/${id}`);
    const { payment_intent: intent } = session.payment_resource;
    const setup = session.setup_intent;
    const events = await this.#call<{ type: string }[]>('GET', '/v2/events');
    return {
      session: session.status,
      ...(intent && { intent: inWords(intent) }),
      ...(setup && { setup: inWords(await this.#call<Decision>('GET', `/v2/setup_intents/${setup}`)) }),
      ...(session.payment_method && { saved: true }),
      events: events.map(({ type }) => type).reverse(),
    };
  }

  /** Lets that many seconds pass at once. */
  async letPass(seconds: number): Promise<void> {
    await this.#call('POST', '/_sandbox/clock', { seconds });
  }

  /** Lets the bank make up its mind. */
  async settle(): Promise<void> {
    await this.#call('POST', '/_sandbox/settle', {});
  }

  #session(details: Json): Promise<Session> {
    const urls = { success_url: this.successUrl, cancel_url: this.cancelUrl };
    return this.#call('POST', '/v2/checkout_sessions', { currency: 'CLP', ...urls, ...details });
  }

  async #call<Answer>(method: string, path: string, body?: Json): Promise<Answer> {
    const answer = await fetch(this.sandbox + path, {
      method,
      headers: { authorization: this.#key, 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${await answer.text()}`);
    return (await answer.json()) as Answer;
  }
}

/** `failed / insufficient_funds` */
function inWords({ status, error_reason: reason }: Decision): string {
  return reason ? `${status} / ${reason}` : status;
}
