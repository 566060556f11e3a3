// Leads the whole window to the bank. Without this, the link does.
top.location.assign(document.querySelector("a[target=_top]").href);
