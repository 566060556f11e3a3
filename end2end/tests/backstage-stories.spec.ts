import { expect, test } from '../kit/story.ts';

const TWO_ROADS = ['happy-path', 'double-tap'];

test('a presenter rides as a persona, begins again and steps back', async ({ app }) => {
  await app.visit('/backstage/people');
  await app.page.getByRole('button', { name: /^(Viajar como «Frecuente»|Ride as “Frequent”)$/ }).click();
  await expect(app.page).toHaveURL(/\/backstage$/);
  await app.visit('/backstage/people');
  await app.page.getByRole('button', { name: /^(Empezar de nuevo|Start over)$/ }).click();
  await expect(app.page).toHaveURL(/\/backstage$/);
  await app.visit('/backstage/people');
  await app.page.getByRole('button', { name: /^(Volver con quien estaba antes|Back to who was here before)$/ }).click();
  await expect(app.page).toHaveURL(/\/backstage$/);
});

for (const story of TWO_ROADS) {
  test(`the story ${story} is played to its end by its button`, async ({ app }) => {
    test.slow();
    await app.visit(`/backstage/stories/${story}/1`);
    const go = app.page.getByRole('button', { name: /^(Hazlo por mí|Do it for me)$/ });
    for (let beat = 2; await go.isVisible(); beat += 1) {
      await go.click();
      await expect(app.page).toHaveURL(new RegExp(`/backstage/stories/${story}/${beat}$`), { timeout: 25_000 });
    }
    await expect(app.page.getByRole('heading', { level: 1, name: /^(Fin de la historia|The end of the story)$/ })).toBeVisible();
    const phone = app.page.frameLocator('iframe');
    await expect(phone.getByRole('heading', { level: 1 })).toBeVisible();
  });
}
