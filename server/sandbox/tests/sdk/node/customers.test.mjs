import assert from 'node:assert/strict';
import { test } from 'node:test';

import { all, newCustomer, newMerchant } from './kit/merchant.mjs';

test('a customer is created, read and listed', async () => {
  const fintoc = newMerchant();
  const ana = await fintoc.v2.customers.create({
    name: 'Ana Soto',
    email: 'ana@example.com',
    tax_id: { type: 'cl_rut', value: '11.111.111-1' },
    metadata: { rider: 'r_7' },
  });
  assert.match(ana.id, /^cus_/);
  assert.equal(ana.tax_id.value, '111111111');
  assert.equal(ana.metadata.rider, 'r_7');
  assert.ok(ana.created_at instanceof Date);

  const read = await fintoc.v2.customers.get(ana.id);
  assert.deepEqual(read.serialize(), ana.serialize());
  const berta = await newCustomer(fintoc);
  assert.deepEqual((await all(fintoc.v2.customers.list())).map(({ id }) => id), [berta.id, ana.id]);
});

test('a merchant sees nothing of another merchant', async () => {
  await newCustomer(newMerchant());
  assert.deepEqual(await newMerchant().v2.customers.list({ lazy: false }), []);
});
