// The types of docs/protocol.md in the words of @mysten/bcs. MystenBcsTest calls what is exported.
import { bcs, BcsType, fromHex, toHex } from '@mysten/bcs';

const hex = type => type.transform({ input: fromHex, output: toHex });
const key = hex(bcs.bytes(32));
const hash = hex(bcs.bytes(32));
const signature = hex(bcs.bytes(64));
const bytes = hex(bcs.byteVector());
const u8 = bcs.u8();
const u16 = bcs.u16();
const u32 = bcs.u32();
const u64 = bcs.u64();
const text = bcs.string();
const { vector, option } = bcs;
const struct = (name, fields) => bcs.struct(name, fields);

const Member = struct('Member', { key, weight: u16 });
const Signers = struct('Signers', { threshold: u32, members: vector(Member) });
const Money = struct('Money', { asset: option(hash), amount: u64 });
const Deposit = struct('Deposit', { payer: key, amount: u64 });
const deposit = option(Deposit);

const Vote = bcs.enum('Vote', {
  Notarize: struct('Notarize', { epoch: u64, view: u64, parentView: u64, block: hash }),
  Nullify: struct('Nullify', { epoch: u64, view: u64 }),
  Finalize: struct('Finalize', { epoch: u64, view: u64, block: hash }),
});
const SignedVote = struct('SignedVote', { vote: Vote, signer: u16, signature });
const Evidence = struct('Evidence', { first: SignedVote, second: SignedVote });
const ValidatorEntry = struct('ValidatorEntry', { name: text, key, power: u64, operator: key });
const Parameter = bcs.enum('Parameter', {
  leaderTimeoutMillis: null,
  notarizationTimeoutMillis: null,
  retryIntervalMillis: null,
  heartbeatMillis: null,
  minBlockIntervalMillis: null,
  blockLimitBytes: null,
  blockLimitOperations: null,
  maxValidityMillis: null,
  feeBase: null,
  feePerOperation: null,
  feePerByte: null,
  deposit: null,
});
const Change = bcs.enum('Change', {
  AddValidator: struct('AddValidator', { validator: ValidatorEntry, consent: signature }),
  RemoveValidator: struct('RemoveValidator', { key }),
  SetPower: struct('SetPower', { key, power: u64 }),
  SetParameter: struct('SetParameter', { parameter: Parameter, value: u64 }),
  StartProtocol: struct('StartProtocol', { protocol: u16, from: u64 }),
});

const Operation = bcs.enum('Operation', {
  Transfer: struct('Transfer', { recipient: key, amount: u64 }),
  TransferAsset: struct('TransferAsset', { asset: hash, recipient: key, amount: u64 }),
  CreateAsset: struct('CreateAsset', { symbol: text, decimals: u8 }),
  Mint: struct('Mint', { asset: hash, recipient: key, amount: u64 }),
  Burn: struct('Burn', { asset: hash, amount: u64 }),
  SetSigners: Signers,
  PutRecord: struct('PutRecord', { name: text, value: bytes }),
  DeleteRecord: struct('DeleteRecord', { name: text }),
  OpenEscrow: struct('OpenEscrow', { recipient: key, money: Money, lock: hash, deadline: u64 }),
  ClaimEscrow: struct('ClaimEscrow', { escrow: hash, preimage: bytes }),
  RefundEscrow: struct('RefundEscrow', { escrow: hash }),
  AcquireLock: struct('AcquireLock', { owner: key, name: text, lease: u32, allowed: vector(key) }),
  RenewLock: struct('RenewLock', { owner: key, name: text, token: u64, lease: u32 }),
  ReleaseLock: struct('ReleaseLock', { owner: key, name: text, token: u64 }),
  ApproveChange: Change,
  ReportEquivocation: struct('ReportEquivocation', { culprit: key, evidence: Evidence }),
});

const body = {
  protocol: u16,
  sender: key,
  nonce: u64,
  fee: u64,
  validUntil: u64,
  memo: text,
  operations: vector(Operation),
};
const Body = struct('Body', body);
const Transaction = struct('Transaction', {
  ...body,
  signatures: vector(struct('TransactionSignature', { key, signature })),
});

const Reason = bcs.enum('Reason', {
  INSUFFICIENT_FUNDS: struct('InsufficientFunds', { balance: u64, needed: u64 }),
  BALANCE_OVERFLOW: struct('BalanceOverflow', { account: key }),
  ASSET_EXISTS: struct('AssetExists', { asset: hash }),
  ASSET_NOT_FOUND: struct('AssetNotFound', { asset: hash }),
  NOT_ISSUER: struct('NotIssuer', { asset: hash }),
  SUPPLY_OVERFLOW: struct('SupplyOverflow', { asset: hash }),
  INSUFFICIENT_ASSET: struct('InsufficientAsset', { asset: hash, held: u64, needed: u64 }),
  RECORD_NOT_FOUND: struct('RecordNotFound', { name: text }),
  ESCROW_NOT_FOUND: struct('EscrowNotFound', { escrow: hash }),
  WRONG_PREIMAGE: struct('WrongPreimage', { escrow: hash }),
  ESCROW_OVER: struct('EscrowOver', { escrow: hash, deadline: u64 }),
  ESCROW_NOT_OVER: struct('EscrowNotOver', { escrow: hash, deadline: u64 }),
  DEADLINE_PASSED: struct('DeadlinePassed', { deadline: u64, now: u64 }),
  LOCK_NOT_FOUND: struct('LockNotFound', { owner: key, name: text }),
  LOCK_HELD: struct('LockHeld', { holder: key, until: u64 }),
  NOT_ALLOWED: struct('NotAllowed', { owner: key, name: text }),
  NOT_HOLDER: struct('NotHolder', { owner: key, name: text, token: u64 }),
  NOT_OPERATOR: struct('NotOperator', { sender: key }),
  ALREADY_APPROVED: struct('AlreadyApproved', { sender: key }),
  EPOCH_ENDS: struct('EpochEnds', { epoch: u64 }),
  VALIDATOR_EXISTS: struct('ValidatorExists', { key }),
  VALIDATOR_NOT_FOUND: struct('ValidatorNotFound', { key }),
  LAST_VALIDATOR: struct('LastValidator', { key }),
  POWER_OUT_OF_BOUNDS: struct('PowerOutOfBounds', { key, power: u64 }),
  PROTOCOL_NOT_NEXT: struct('ProtocolNotNext', { protocol: u16, from: u64 }),
  EVIDENCE_TOO_OLD: struct('EvidenceTooOld', { epoch: u64 }),
  WRONG_CULPRIT: struct('WrongCulprit', { culprit: key, epoch: u64 }),
  ALREADY_REPORTED: struct('AlreadyReported', { culprit: key, epoch: u64 }),
});
const Receipt = bcs.enum('Receipt', {
  Succeeded: null,
  Failed: struct('Failed', { operation: bcs.uleb128(), reason: Reason }),
});

const header = {
  protocol: u16,
  genesis: hash,
  epoch: u64,
  view: u64,
  height: u64,
  parent: hash,
  timestamp: u64,
  proposer: key,
  txRoot: hash,
  stateRoot: hash,
  historyRoot: hash,
  signers: hash,
  nextSigners: hash,
};
const Header = struct('Header', header);
const Block = struct('Block', { ...header, transactions: vector(bytes) });

const ValidatorSet = vector(struct('Validator', { key, power: u64 }));

// The lengths of bitmap and signatures follow from what stands before them, so none are written.
const Certificate = new BcsType({
  name: 'Certificate',
  read: reader => {
    const vote = Vote.read(reader);
    const size = reader.read16();
    const bitmap = [...reader.readBytes(Math.ceil(size / 8))];
    const signers = [...Array(size).keys()].filter(i => (bitmap[i >> 3] >> (i & 7)) & 1);
    return { vote, size, signers, signatures: signers.map(() => signature.read(reader)) };
  },
  write: ({ vote, size, signers, signatures }, writer) => {
    Vote.write(vote, writer);
    writer.write16(size);
    const bitmap = Array(Math.ceil(size / 8)).fill(0);
    signers.forEach(i => (bitmap[i >> 3] |= 1 << (i & 7)));
    bitmap.forEach(byte => writer.write8(byte));
    signatures.forEach(one => signature.write(one, writer));
  },
});

const StateKey = bcs.enum('StateKey', {
  Account: key,
  Rules: null,
  Validators: null,
  Asset: hash,
  Holding: struct('HoldingKey', { owner: key, asset: hash }),
  Record: struct('RecordKey', { owner: key, name: text }),
  Escrow: hash,
  Lock: struct('LockKey', { owner: key, name: text }),
  Fencing: null,
  OpenChanges: null,
  Protocols: null,
  PastValidators: struct('PastValidators', { epoch: u64 }),
  Offence: struct('OffenceKey', { culprit: key, epoch: u64 }),
});
const Account = bcs.enum('Account', {
  Plain: struct('Plain', { nonce: u64, balance: u64 }),
  Other: struct('Other', { nonce: u64, balance: u64, signers: Signers, deposit }),
});
const Asset = struct('Asset', { issuer: key, symbol: text, decimals: u8, supply: u64, deposit });
const Holding = struct('Holding', { amount: u64, deposit });
const StoredRecord = struct('StoredRecord', { value: bytes, time: u64, deposit });
const Escrow = struct('Escrow', {
  opener: key,
  recipient: key,
  money: Money,
  lock: hash,
  deadline: u64,
  deposit,
});
const Lock = struct('Lock', {
  allowed: vector(key),
  lease: option(struct('Lease', { holder: key, token: u64, until: u64 })),
  deposit,
});
const Parameters = struct('Parameters', {
  leaderTimeout: u64,
  notarizationTimeout: u64,
  retryInterval: u64,
  heartbeat: u64,
  minBlockInterval: u64,
  blockBytes: u32,
  blockOperations: u32,
  maxValidity: u64,
  baseFee: u64,
  feePerOperation: u64,
  feePerByte: u64,
  deposit: u64,
  keptViews: u32,
  keptEpochs: u32,
  removesEquivocators: bcs.bool(),
});
const Roster = struct('Roster', { epoch: u64, validators: vector(ValidatorEntry) });
const OpenChanges = struct('OpenChanges', {
  epoch: u64,
  changes: vector(struct('Open', { change: Change, operators: vector(key) })),
});
const ProtocolSchedule = struct('ProtocolSchedule', { before: u16, next: u16, from: u64 });
const Offence = struct('Offence', { evidence: Evidence, reporter: key, time: u64 });
const GenesisSummary = struct('GenesisSummary', {
  chainName: text,
  network: bcs.enum('Network', { Main: null, Test: null }),
  decimals: u8,
  symbol: text,
  time: u64,
  validators: vector(ValidatorEntry),
  parameters: Parameters,
  accounts: u64,
  accountsRoot: hash,
});

const types = {
  u8, u16, u32, u64, bool: bcs.bool(), text, bytes, uleb: bcs.uleb128(),
  'vector<u16>': vector(u16), 'option<u64>': option(u64), 'vector<option<text>>': vector(option(text)),
  Signers, Money, Operation, Body, Transaction, Reason, Receipt, Header, Block, Vote, SignedVote, Evidence,
  ValidatorSet, Certificate, StateKey, Account, Asset, Holding, StoredRecord, Escrow, Lock, Parameters, Roster,
  GenesisSummary, OpenChanges, ProtocolSchedule, Offence,
};

/// Enums come with a `$kind` besides; a unit variant is `true`.
const plain = value => JSON.stringify(value, (name, part) => (name === '$kind' ? undefined : part));

export const encode = (type, json) => toHex(types[type].serialize(JSON.parse(json)).toBytes());
export const decode = (type, bytesAsHex) => plain(types[type].parse(fromHex(bytesAsHex)));
export const recode = (type, bytesAsHex) =>
  toHex(types[type].serialize(types[type].parse(fromHex(bytesAsHex)), { initialSize: 64 }).toBytes());
