import { feedId, headsText, type SignedHeads } from '@nrm/domain/ledger';
import { expect, test } from 'vitest';
import { ScriptedServer } from '../sync/testing/scripted-server.ts';
import { connectTestLaptop } from '../sync/testing/test-laptop.ts';
import { nodeCrypto } from './node-crypto.ts';
import { findSignedHeads } from './signed-heads.ts';

test('where a feed stands is kept as the server signed it, until the feed stands elsewhere', async () => {
  const server = new ScriptedServer();
  const { ledger, replicate } = connectTestLaptop(server);
  const feed = feedId.administration(server.governorate);
  expect(findSignedHeads(ledger.store, feed)).toBeUndefined();
  const replication = await replicate();
  await replication.awaitInSync();
  const { signature, ...heads } = findSignedHeads(ledger.store, feed) as SignedHeads;
  expect(nodeCrypto.verify(server.publicKey, headsText(heads), signature)).toBe(true);
  expect(heads.heads).toMatchObject([{ feed, position: server.head }]);
  ledger.store.write((tx) => tx.run('update feeds set position = position - 1'));
  expect(findSignedHeads(ledger.store, feed)).toBeUndefined();
});
