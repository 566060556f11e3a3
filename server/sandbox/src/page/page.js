// The page works without this. With it the countdown ticks, the page goes on by itself where a <noscript> refresh would,
// and the list of banks shrinks while a name is typed.

const until = (element) => performance.now() + Number(element.dataset.left) * 1000;

// Another visit to this address; unlike a reload it never sends a form again.
const again = () => location.replace(location.pathname);

const clock = document.querySelector('[data-left]');
if (clock) {
  const end = until(clock);
  const two = (number) => String(number).padStart(2, '0');
  const ticking = setInterval(() => {
    const left = Math.max(0, Math.ceil((end - performance.now()) / 1000));
    const [hours, minutes, seconds] = [Math.floor(left / 3600), Math.floor(left / 60) % 60, left % 60];
    const text = hours ? `${hours} h ${two(minutes)} min` : `${two(minutes)}:${two(seconds)}`;
    if (clock.textContent !== text) clock.textContent = text;
    if (left === 0) {
      clearInterval(ticking);
      if (Number(clock.dataset.left) > 0) again();
    }
  }, 250);
}

const { wait, to } = document.body.dataset;
if (wait) setTimeout(() => (to ? location.assign(to) : again()), Number(wait) * 1000);

const search = document.querySelector('#q');
const banks = [...document.querySelectorAll('[data-bank]')];
if (search && banks.length) {
  const plain = (text) => text.trim().toLowerCase().normalize('NFD').replace(/\p{M}/gu, '');
  const none = document.querySelector('#none');
  search.addEventListener('input', () => {
    const wanted = plain(search.value);
    for (const bank of banks) bank.hidden = !plain(bank.dataset.bank).includes(wanted);
    none.textContent = banks.every((bank) => bank.hidden) ? none.dataset.text : '';
  });
}
