// Checks Cairn's proofs, from docs/proofs.md and docs/protocol.md alone. Needs @noble/ed25519 and @noble/hashes.
//
//   npm install @noble/ed25519 @noble/hashes
//   node verify.mjs proof-vectors.json
//
// begin, follow and verify take hex text and return what the verifier knows then; they throw a Refusal that says what is wrong.
import { Point } from '@noble/ed25519';
import { sha256, sha512 } from '@noble/hashes/sha2.js';

export class Refusal extends Error {}

const refuse = (why) => { throw new Refusal(why); };
const need = (holds, otherwise) => { if (!holds) refuse(otherwise); };

// ---- Bytes ----

export const unhex = (text) => {
  need(text.length % 2 === 0 && /^[0-9a-f]*$/.test(text), 'These are no bytes in hex.');
  return Uint8Array.from({ length: text.length / 2 }, (_, i) => parseInt(text.substr(2 * i, 2), 16));
};
export const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
const join = (...parts) => {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) { all.set(part, at); at += part.length; }
  return all;
};
const equal = (a, b) => a.length === b.length && a.every((byte, i) => byte === b[i]);
const ascii = (text) => Uint8Array.from(text, (character) => character.charCodeAt(0));
const little = (number, width) => Uint8Array.from({ length: width }, (_, i) => Number((BigInt(number) >> BigInt(8 * i)) & 255n));
const number = (bytes) => bytes.reduceRight((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
const order = (a, b) => { const i = a.findIndex((byte, j) => byte !== b[j]); return i < 0 ? 0 : a[i] - b[i]; };
const MAX_LONG = (1n << 63n) - 1n;

class Reader {
  constructor(bytes) { this.bytes = bytes; this.at = 0; }
  fixed(count) {
    need(this.at + count <= this.bytes.length, 'Malformed: it ends too early.');
    return this.bytes.slice(this.at, (this.at += count));
  }
  u8() { return this.fixed(1)[0]; }
  u16() { return Number(number(this.fixed(2))); }
  u32() { return Number(number(this.fixed(4))); }
  u64() { return number(this.fixed(8)); }
  count() { const value = this.u64(); need(value <= MAX_LONG, 'Malformed: a number above 2^63-1.'); return value; }
  hash() { return this.fixed(32); }
  length(max) {
    let value = 0n;
    for (let i = 0; ; i++) {
      need(i < 5, 'Malformed: a length of more than 5 bytes.');
      const byte = this.u8();
      value |= BigInt(byte & 127) << BigInt(7 * i);
      if (byte < 128) {
        need(i === 0 || byte !== 0, 'Malformed: a length that is not minimal.');
        need(value <= BigInt(max), 'Malformed: a length or variant above its maximum.');
        return Number(value);
      }
    }
  }
  variant(count) { return this.length(count - 1); }
  blob(max) { return this.fixed(this.length(max)); }
  text(max) { const bytes = this.blob(max); return new TextDecoder('utf-8', { fatal: true }).decode(bytes), bytes; }
  list(max, read) { const all = []; for (let left = this.length(max); left > 0; left--) all.push(read(this)); return all; }
  option(read) { const tag = this.u8(); need(tag < 2, 'Malformed: an option that is neither 0 nor 1.'); return tag ? read(this) : null; }
  // What `read` reads, with the bytes that it was read from.
  slice(read) { const from = this.at; const value = read(this); return { value, bytes: this.bytes.slice(from, this.at) }; }
}

const decode = (text, read) => {
  const reader = new Reader(unhex(text));
  let value;
  try { value = read(reader); } catch (e) { throw e instanceof TypeError ? new Refusal('Malformed: no UTF-8.') : e; }
  need(reader.at === reader.bytes.length, 'Malformed: bytes are left over.');
  return value;
};

// ---- Hashes ----

const tagged = (tag, ...parts) => sha256(join(Uint8Array.of(tag.length), ascii(tag), ...parts));
const EMPTY = tagged('cairn.state-empty');
const NO_TRANSACTIONS = tagged('cairn.merkle.root', little(0, 8), new Uint8Array(32));

const pathLength = (index, leaves) => {
  let length = 0;
  for (let place = index, last = leaves - 1n; last > 0n; place >>= 1n, last >>= 1n) if (place & 1n || place < last) length++;
  return length;
};

// The root of the Merkle tree with that leaf at that place.
const merkleRoot = (leaf, index, leaves, path) => {
  let hash = tagged('cairn.merkle.leaf', leaf);
  let used = 0;
  for (let place = index, last = leaves - 1n; last > 0n; place >>= 1n, last >>= 1n) {
    if (place & 1n) hash = tagged('cairn.merkle.node', path[used++], hash);
    else if (place < last) hash = tagged('cairn.merkle.node', hash, path[used++]);
  }
  return tagged('cairn.merkle.root', little(leaves, 8), hash);
};

// ---- Types ----

const HEADER = ['protocol', 'genesis', 'epoch', 'view', 'height', 'parent', 'timestamp', 'proposer', 'txRoot', 'stateRoot', 'historyRoot', 'signers', 'nextSigners'];
const NUMBERS = new Set(['epoch', 'view', 'height', 'timestamp']);

const readHeader = (reader) => {
  const { value, bytes } = reader.slice((r) => Object.fromEntries(
    HEADER.map((name) => [name, name === 'protocol' ? r.u16() : NUMBERS.has(name) ? r.count() : r.hash()])));
  return { ...value, id: tagged('cairn.block', bytes), ends: !equal(value.signers, value.nextSigners) };
};

const readVote = (reader) => {
  const variant = reader.variant(3);
  const [epoch, view] = [reader.count(), reader.count()];
  if (variant === 0) need(reader.count() < view, 'Malformed: a parent view that is not before the view.');
  return { variant, epoch, view, block: variant === 1 ? new Uint8Array() : reader.hash() };
};

const readCertificate = (reader) => {
  const vote = reader.slice(readVote);
  const size = reader.u16();
  need(size >= 1 && size <= 256, 'Malformed: an impossible set size.');
  const bitmap = reader.fixed(Math.ceil(size / 8));
  const signers = [];
  for (let i = 0; i < bitmap.length * 8; i++) if ((bitmap[i >> 3] >> (i & 7)) & 1) signers.push(i);
  need(signers.every((i) => i < size), 'Malformed: a signer outside the set.');
  return { vote: vote.value, voteBytes: vote.bytes, size, signers, signatures: signers.map(() => reader.fixed(64)) };
};

const readFinalHeader = (r) => ({ header: readHeader(r), closing: r.list(64, readHeader), certificate: readCertificate(r) });
const readOlder = (r) => ({ header: readHeader(r), path: r.list(64, (x) => x.hash()) });
const readBlock = (r) => { const anchor = readFinalHeader(r); const older = r.option(readOlder); return { anchor, older, header: (older ?? anchor).header }; };

const toSet = (validators) => {
  need(validators.length >= 1, 'Malformed: an empty validator set.');
  const total = validators.reduce((sum, validator) => sum + validator.power, 0n);
  for (let i = 1; i < validators.length; i++) need(order(validators[i - 1].key, validators[i].key) < 0, 'Malformed: keys out of order.');
  need(validators.every((v) => v.power >= 1n) && total <= 1n << 60n, 'Malformed: a power out of range.');
  const bytes = join(uleb(validators.length), ...validators.map((v) => join(v.key, little(v.power, 8))));
  return { validators, total, hash: tagged('cairn.validator-set', bytes) };
};
const uleb = (value) => value < 128 ? Uint8Array.of(value) : join(Uint8Array.of((value & 127) | 128), uleb(value >> 7));
const readSet = (reader) => toSet(reader.list(256, (r) => ({ key: r.hash(), power: r.count() })));

const readStatePath = (reader) => {
  const end = reader.option((r) => ({ place: r.hash(), value: r.hash() }));
  const count = reader.length(256);
  const bitmap = reader.fixed(Math.ceil(count / 8));
  need(count % 8 === 0 || bitmap[bitmap.length - 1] >> (count % 8) === 0, 'Malformed: a sibling below its path.');
  const siblings = [];
  for (let i = 0; i < count; i++) {
    const written = (bitmap[i >> 3] >> (i & 7)) & 1;
    siblings.push(written ? reader.hash() : EMPTY);
    need(!written || !equal(siblings[i], EMPTY), 'Malformed: an empty sibling spelled out.');
  }
  return { end, siblings };
};

const readMerklePath = (reader) => {
  const [index, leaves] = [reader.count(), reader.count()];
  need(index < leaves, 'Malformed: a leaf outside the tree.');
  const path = reader.list(64, (r) => r.hash());
  need(path.length === pathLength(index, leaves), 'Malformed: a path of the wrong length.');
  return { index, leaves, path };
};

const readEntry = (reader) => reader.option((r) => r.blob(65536));

const readProof = (reader) => {
  const variant = reader.variant(4);
  const block = readBlock(reader);
  const kinds = [
    () => ({ kind: 'entry', key: reader.blob(256), entry: readEntry(reader), path: readStatePath(reader) }),
    () => ({ kind: 'included', transaction: reader.blob(131072), receipt: reader.blob(1024), path: readMerklePath(reader) }),
    () => ({ kind: 'block' }),
    () => ({ kind: 'expired', body: reader.blob(131072), entry: readEntry(reader), path: readStatePath(reader) }),
  ];
  return { ...kinds[variant](), block };
};

const readSummary = (reader) => {
  for (const text of [() => reader.text(64), () => reader.variant(2), () => reader.u8(), () => reader.text(64), () => reader.count()]) text();
  const validators = reader.list(256, (r) => {
    r.text(64);
    const validator = { key: r.hash(), power: r.count() };
    r.hash();
    return validator;
  });
  reader.fixed(96); // the parameters, and below the last of them
  need(reader.u8() < 2, 'Malformed: a boolean that is neither 0 nor 1.');
  reader.count();
  reader.hash();
  return validators;
};

// ---- What is wrong with it ----

const isClosing = (header) => header.ends && equal(header.txRoot, NO_TRANSACTIONS);

const closes = (block, below) =>
  equal(block.parent, below.id) && block.view > below.view && block.timestamp > below.timestamp && equal(block.txRoot, NO_TRANSACTIONS)
  && ['protocol', 'epoch', 'height'].every((name) => block[name] === below[name])
  && ['genesis', 'stateRoot', 'historyRoot', 'signers', 'nextSigners'].every((name) => equal(block[name], below[name]));

const checkFinality = ({ header, closing, certificate: { vote } }) => {
  need(!isClosing(header), 'The header is a closing block\'s, which proves nothing of its own.');
  need(closing.length === 0 || header.ends, 'Closing blocks follow a header that does not end its epoch.');
  let below = header;
  for (const block of closing) {
    need(closes(block, below), 'What follows the header is no closing block of it.');
    below = block;
  }
  need(vote.variant === 2 && vote.epoch === below.epoch && vote.view === below.view && equal(vote.block, below.id),
    'The certificate does not make this header final.');
};

const checkOlder = ({ header, path }, anchor) => {
  need(equal(header.genesis, anchor.genesis), 'The older header is of another network than the newer one.');
  need(header.protocol === 1, 'The older header is of an unknown protocol.');
  need(!isClosing(header), 'The older header is a closing block\'s, which proves nothing of its own.');
  need(header.height < anchor.height, 'The older header is not below the newer one.');
  need(path.length === pathLength(header.height, anchor.height)
    && equal(merkleRoot(header.id, header.height, anchor.height, path), anchor.historyRoot),
  'The newer header\'s history does not have the older one.');
};

const bit = (place, i) => (place[i >> 3] >> (7 - (i & 7))) & 1;

const isInState = (root, key, entry, { end, siblings }) => {
  const place = tagged('cairn.state-key', key);
  const fits = entry
    ? end && equal(end.place, place) && equal(end.value, tagged('cairn.state-value', entry))
    : !end || (!equal(end.place, place) && siblings.every((_, i) => bit(end.place, i) === bit(place, i)));
  let hash = end ? tagged('cairn.state-leaf', end.place, end.value) : EMPTY;
  for (let i = siblings.length - 1; i >= 0; i--) {
    hash = tagged('cairn.state-node', ...(bit(place, i) ? [siblings[i], hash] : [hash, siblings[i]]));
  }
  return fits && equal(hash, root);
};

const checkContent = (proof) => {
  const { header } = proof.block;
  if (proof.kind === 'entry') {
    need(isInState(header.stateRoot, proof.key, proof.entry, proof.path), 'The state root of the header does not have the entry like this.');
  } else if (proof.kind === 'included') {
    const leaf = join(uleb(proof.transaction.length), proof.transaction, proof.receipt);
    need(equal(merkleRoot(leaf, proof.path.index, proof.path.leaves, proof.path.path), header.txRoot),
      'The transaction root of the header does not have the transaction like this.');
  } else if (proof.kind === 'expired') {
    // The body begins with protocol (u16), sender (32 bytes), nonce, fee and validUntil (u64 each).
    const sender = proof.body.slice(2, 34);
    const [nonce, validUntil] = [number(proof.body.slice(34, 42)), number(proof.body.slice(50, 58))];
    need(proof.body.length >= 58, 'Malformed: a body that ends too early.');
    need(isInState(header.stateRoot, join(Uint8Array.of(0), sender), proof.entry, proof.path), 'The state root of the header does not have the sender like this.');
    need(header.timestamp > validUntil, 'The header\'s time is not after the transaction\'s validUntil.');
    need((proof.entry ? number(proof.entry.slice(1, 9)) : 0n) <= nonce, 'The sender\'s nonce is above the transaction\'s: it was used.');
  }
};

// ---- Signatures: Ed25519, strict and without the cofactor ----

const point = (bytes) => { try { return Point.fromBytes(bytes); } catch { return null; } };
const L = Point.CURVE().n;
const known = new Map(); // whether a key may be used, by its hex; and what a signature came to

const once = (name, compute) => { if (!known.has(name)) known.set(name, compute()); return known.get(name); };
const isKey = (key, A) => once(hex(key), () => A !== null && !A.is0() && A.isTorsionFree());

const holds = (key, message, signature) => once(hex(join(key, signature, message)), () => {
  const [A, R, S] = [point(key), point(signature.slice(0, 32)), number(signature.slice(32))];
  if (!isKey(key, A) || R === null || R.isSmallOrder() || S >= L) return false;
  const k = number(sha512(join(signature.slice(0, 32), key, message))) % L;
  return difference(S, k, A).equals(R);
});

// S · base point − k · A, both at once.
const difference = (S, k, A) => {
  const minus = A.negate();
  const terms = [null, Point.BASE, minus, Point.BASE.add(minus)];
  let sum = Point.ZERO;
  for (let i = 252n; i >= 0n; i--) {
    const term = Number((S >> i) & 1n) + 2 * Number((k >> i) & 1n);
    sum = sum.double();
    if (term) sum = sum.add(terms[term]);
  }
  return sum;
};

const checkSignatures = (verifier, { certificate }) => {
  const { validators, total } = verifier.set;
  need(certificate.size === validators.length, 'The certificate is of a set of another size.');
  const power = certificate.signers.reduce((sum, i) => sum + validators[i].power, 0n);
  need(power * 3n > total * 2n, 'The certificate lacks a quorum.');
  const message = join(ascii('cairn.vote'), Uint8Array.of(0), verifier.genesis, certificate.voteBytes);
  need(certificate.signers.every((signer, i) => holds(validators[signer].key, message, certificate.signatures[i])),
    'The certificate has an invalid signature.');
};

// ---- The verifier: { genesis, epoch, set, newest } ----

const checkPlace = ({ genesis, epoch, set, newest }, header) => {
  need(equal(header.genesis, genesis), 'The header is of another network.');
  need(header.protocol === 1, 'The header is of an unknown protocol.');
  const isNewest = newest !== null && equal(newest.id, header.id);
  if (newest !== null && !isNewest) {
    need(header.height >= newest.height, `Older: height ${header.height}, but ${newest.height} is known to be final already.`);
    need(header.height > newest.height, 'Another block is known to be final at this height.');
    need(header.epoch !== newest.epoch || !newest.ends, 'The epoch ended below this header.');
  }
  need(header.epoch <= epoch, `Ahead: epoch ${header.epoch}, but the validators are known up to epoch ${epoch} only.`);
  need(header.epoch === epoch || isNewest, 'The header\'s epoch is over.');
  need(isNewest || equal(header.signers, set.hash), 'The header names other validators.');
};

const checkAnchor = (verifier, anchor, content) => {
  checkPlace(verifier, anchor.header);
  content();
  // Of an earlier epoch only the newest header itself comes here, which was verified then.
  if (anchor.header.epoch === verifier.epoch) checkSignatures(verifier, anchor);
};

/** Begins with a genesis hash that is trusted and a summary that need not be. */
export const begin = (genesisHash, summary) => {
  need(hex(tagged('cairn.genesis', unhex(summary))) === genesisHash, 'The genesis summary is not the one that has this hash.');
  return { genesis: unhex(genesisHash), epoch: 0n, set: toSet(decode(summary, readSummary)), newest: null };
};

/** Goes on to the next epoch. */
export const follow = (verifier, step) => {
  const { last, next } = decode(step, (r) => ({ last: readFinalHeader(r), next: readSet(r) }));
  checkAnchor(verifier, last, () => {
    need(last.header.epoch === verifier.epoch && last.header.ends, 'The header does not end the epoch.');
    need(equal(last.header.nextSigners, next.hash), 'The next validators are not those that the header names.');
    checkFinality(last);
  });
  return { ...verifier, epoch: verifier.epoch + 1n, set: next, newest: last.header };
};

/** Checks a proof. What it proves has to be compared with what was asked. */
export const verify = (verifier, text) => {
  const proof = decode(text, readProof);
  const { anchor, older } = proof.block;
  checkAnchor(verifier, anchor, () => {
    checkFinality(anchor);
    if (older) checkOlder(older, anchor.header);
    checkContent(proof);
  });
  return { ...verifier, newest: anchor.header };
};

/** Checks all test vectors; returns what is wrong, a sentence each. */
export const checkVectors = (vectors) => {
  const wrong = [];
  const refusal = (action) => { try { action(); return null; } catch (e) { if (e instanceof Refusal) return e.message; throw e; } };
  const expect = (name, isGood, action) => {
    const why = refusal(action);
    if (isGood !== (why === null)) wrong.push(`${name}: ${why ?? 'it was taken'}`);
  };
  const epochs = [begin(vectors.genesisHash, vectors.genesisSummary)];
  for (const step of vectors.steps) epochs.push(follow(epochs.at(-1), step));
  for (const { name, proof, epoch, holds: isGood } of vectors.proofs) expect(name, isGood, () => verify(epochs[epoch], proof));
  for (const { name, step } of vectors.forgedSteps) expect(name, false, () => follow(epochs[0], step));
  expect('another genesis hash', false, () => begin('00'.repeat(32), vectors.genesisSummary));
  return wrong;
};

/** The same of the text of a vectors file, as one text; empty if nothing is wrong. */
export const checkText = (text) => checkVectors(JSON.parse(text)).join('\n');

if (globalThis.process?.argv?.[1]?.endsWith('verify.mjs')) {
  const { readFileSync } = await import('node:fs');
  const vectors = JSON.parse(readFileSync(process.argv[2], 'utf8'));
  const wrong = checkVectors(vectors);
  console.log(wrong.length ? wrong.join('\n') : `${vectors.proofs.length} proofs and ${vectors.forgedSteps.length} forged steps are as they should be.`);
  process.exitCode = wrong.length ? 1 : 0;
}
