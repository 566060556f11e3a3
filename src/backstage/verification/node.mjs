import { createHmac, timingSafeEqual } from "node:crypto";

// body: the raw bytes as a Buffer, before anything parses them.
export function isAuthentic(header, body) {
  const parts = Object.fromEntries(header.split(",").map((part) => part.trim().split("=")));
  const expected = createHmac("sha256", process.env.FINTOC_WEBHOOK_SECRET)
    .update(`${parts.t}.`)
    .update(body)
    .digest();
  const given = Buffer.from(parts.v1 ?? "", "hex");
  const age = Math.abs(Date.now() / 1000 - Number(parts.t));
  return given.length === expected.length && timingSafeEqual(given, expected) && age <= 300;
}
