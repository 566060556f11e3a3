import { expect, test } from '../kit/story.ts';

/** Every story, and how many beats it has. */
const STORIES = {
  'happy-path': 4,
  'pay-and-save': 4,
  'bank-says-no': 5,
  'closed-tab': 3,
  'double-tap': 3,
  'late-webhooks': 7,
  'dead-account': 7,
  approval: 5,
  'money-back': 4,
};

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

test('every story is on the list', { tag: '@desk' }, async ({ app }) => {
  await app.visit('/backstage/stories');
  const listed = app.page.getByRole('main').locator('a[href^="/backstage/stories/"]');
  const addresses = await listed.evaluateAll((links) => links.map((link) => link.getAttribute('href')));
  expect(addresses.sort()).toEqual(Object.keys(STORIES).map((story) => `/backstage/stories/${story}/1`).sort());
});

for (const [story, beats] of Object.entries(STORIES)) {
  // One of them is enough to know that a hand, or a browser without script, can play them.
  const tag = story === 'happy-path' ? [] : ['@desk', '@script'];
  test(`the story ${story} is played to its end by its button`, { tag }, async ({ app }) => {
    test.slow();
    await app.visit(`/backstage/stories/${story}/1`);
    const go = app.page.getByRole('button', { name: /^(Hazlo por mí|Do it for me)$/ });
    for (let beat = 1; beat <= beats; beat += 1) {
      await go.click();
      await expect(app.page).toHaveURL(new RegExp(`/backstage/stories/${story}/${beat + 1}$`), { timeout: 25_000 });
    }
    await expect(go).toBeHidden();
    await expect(app.page.getByRole('heading', { level: 1, name: /^(Fin de la historia|The end of the story)$/ })).toBeVisible();
    const phone = app.page.frameLocator('iframe');
    await expect(phone.getByRole('heading', { level: 1 })).toBeVisible();
  });
}
