import { ACCOUNT } from '../kit/bank.ts';
import { expect, test } from '../kit/story.ts';

test('who cancels in time pays nothing, and the money goes back', async ({ rider, bank }) => {
  await rider.saveAccount(bank, 'Banco de Chile', ACCOUNT.pays);
  await rider.book();
  await expect(rider.text(rider.words.cancelIsFree)).toBeVisible();
  await rider.link(rider.words.cancel).click();
  await rider.isOn(rider.words.cancelTitle);
  await expect(rider.text(rider.words.cancelIsFree)).toBeVisible();
  await rider.button(rider.words.cancelRide).click();

  await rider.isOn(rider.words.rideCancelled);
  await expect(rider.text(rider.words.cancelledFree)).toBeVisible();
  await rider.tells(rider.text(rider.words.gaveBack('$4.990')));
  await rider.visit('/rides');
  await expect(rider.history()).toContainText(rider.words.cancelledBadge);
});

test.describe('once the driver has been on the way for a while', () => {
  test.use({ pace: 'hurried' });

  test('cancelling costs a fee, told beforehand, and the rest goes back', { tag: '@desk' }, async ({ rider, bank }) => {
    test.slow();
    await rider.saveAccount(bank, 'Banco de Chile', ACCOUNT.pays);
    await (await rider.openBooking()).click();
    await rider.tells(rider.text(rider.words.cancelCosts));
    await rider.link(rider.words.cancel).click();
    await rider.isOn(rider.words.cancelTitle);
    await expect(rider.page.getByRole('main')).toContainText('$3.490');
    await rider.button(rider.words.cancelForFee).click();

    await rider.isOn(rider.words.rideCancelled);
    await expect(rider.text(rider.words.cancelledForFee)).toBeVisible();
    await rider.tells(rider.text(rider.words.gaveBack('$3.490')));
  });
});
