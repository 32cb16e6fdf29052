import { fromBase58, toBase58 } from "./b58.mjs";
import { fromBase64, toBase64 } from "./b64.mjs";
import { fromHex, toHex } from "./hex.mjs";
import { chunk } from "./chunk.mjs";
import { promiseWithResolvers } from "./with-resolver.mjs";
import { DataLoader } from "./dataloader.mjs";
import mitt from "./mitt.mjs";

export { DataLoader, chunk, fromBase58, fromBase64, fromHex, mitt, promiseWithResolvers, toBase58, toBase64, toHex };