import { describe, expect, it } from 'vitest';
import { readChain } from '../../../src/certificates/trust/chain.ts';
import { RegisteredTrust } from '../../../src/certificates/trust/registered-trust.ts';
import type { RegisteredWebhook } from '../../../src/certificates/trust/registration.ts';
import { servedChains } from '../served-chains.ts';
import { makeAuthority } from '../test-authority.ts';

const HOST = 'webhook.system.svc';

const authority = await makeAuthority();
const chains = await servedChains(HOST);
const { cert } = await authority.issue([HOST]);

async function trustOf(webhooks: readonly RegisteredWebhook[] | undefined): Promise<RegisteredTrust> {
  const registration = {
    name: 'MutatingWebhookConfiguration webhook',
    read: async () => webhooks && { webhooks, version: '1' },
    write: async () => undefined,
  };
  const trust = new RegisteredTrust(registration, { untrusted: 'wait', misnamed: 'reissue' }, () => new Date());
  await trust.read();
  return trust;
}

describe('the API server, as registered,', () => {
  it.each(chains)('accepts $what: $isAccepted', async ({ pair, bundle, isAccepted }) => {
    const trust = await trustOf([{ name: 'one', caBundle: bundle, serverName: HOST }]);
    expect(trust.problem(readChain(pair.cert)) === undefined).toBe(isAccepted);
  });

  it('has to trust for every webhook; those that do not are named, with the remedy', async () => {
    const trust = await trustOf([
      { name: 'one', caBundle: authority.cert },
      { name: 'two', caBundle: '' },
      { name: 'three', caBundle: (await makeAuthority()).cert },
    ]);
    expect(trust.trusts(readChain(cert))).toBe(false);
    expect(trust.problem(readChain(cert))).toBe(
      'the caBundle of two, three in MutatingWebhookConfiguration webhook does not hold the issuer of the served certificate; wait',
    );
  });

  it('calls by a name that has to be in the certificate; a missing one is named, and so is what else is wrong', async () => {
    const trust = await trustOf([
      { name: 'one', caBundle: authority.cert, serverName: HOST },
      { name: 'two', caBundle: '', serverName: 'other.system.svc' },
      { name: 'three', caBundle: authority.cert, serverName: '192.0.2.7' },
    ]);
    expect(trust.problem(readChain(cert), 'it')).toBe(
      [
        'the caBundle of two in MutatingWebhookConfiguration webhook does not hold the issuer of it; wait',
        'it is not valid for other.system.svc, 192.0.2.7, by which MutatingWebhookConfiguration webhook has it called; reissue',
      ].join('; '),
    );
  });

  it('may call by an address', async () => {
    const { cert: byAddress } = await authority.issue(['192.0.2.7', '2001:db8::7']);
    for (const serverName of ['192.0.2.7', '2001:db8::7']) {
      const trust = await trustOf([{ name: 'one', caBundle: authority.cert, serverName }]);
      expect(trust.problem(readChain(byAddress))).toBeUndefined();
    }
  });

  it('trusts nobody without a configuration, or without webhooks in it', async () => {
    expect((await trustOf(undefined)).problem(readChain(cert))).toMatch(/^there is no Mutating.*set registration\./);
    expect((await trustOf([])).problem(readChain(cert))).toMatch(/has no webhooks; install it anew$/);
    expect((await trustOf([])).trusts(readChain(cert))).toBe(false);
  });
});
