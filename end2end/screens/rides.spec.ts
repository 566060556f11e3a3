import { ACCOUNT } from '../kit/bank.ts';
import { test } from '../kit/story.ts';

test('rides', async ({ rider, bank, album }) => {
  await rider.visit('/rides');
  await album.take('no-rides');
  await rider.visit('/book');
  await album.take('book-without-account');

  await rider.saveAccount(bank, 'Banco de Chile', ACCOUNT.asksEachTime);
  const pay = await rider.openBooking();
  await album.take('book');
  await pay.click();
  await bank.cancel();
  await rider.isOn(rider.words.approval);
  await album.take('approval-wanted');
  await rider.link(rider.words.approve).click();
  await bank.pickOutcome('insufficient_funds');
  await bank.press();
  await bank.leave(bank.words.notPaid);
  await rider.isOn(rider.words.noFunds);
  await album.take('no-funds');
});
