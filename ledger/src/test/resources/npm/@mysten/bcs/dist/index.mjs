import { BcsReader } from "./reader.mjs";
import { decodeStr, encodeStr, splitGenericParameters } from "./utils.mjs";
import { BcsWriter } from "./writer.mjs";
import { BcsEnum, BcsStruct, BcsTuple, BcsType, SerializedBcs, isSerializedBcs } from "./bcs-type.mjs";
import { bcs, compareBcsBytes } from "./bcs.mjs";
import { fromBase58, fromBase64, fromHex, toBase58, toBase64, toHex } from "@mysten/utils";

export { BcsEnum, BcsReader, BcsStruct, BcsTuple, BcsType, BcsWriter, SerializedBcs, bcs, compareBcsBytes, decodeStr, encodeStr, fromBase58, fromBase64, fromHex, isSerializedBcs, splitGenericParameters, toBase58, toBase64, toHex };