package cairn.ledger;

import cairn.codec.BcsWriter;
import cairn.codec.Bytes;
import cairn.crypto.Hash;
import cairn.crypto.PublicKey;
import cairn.crypto.Signature;
import cairn.quorum.BlockId;
import cairn.quorum.Certificate;
import cairn.quorum.Epoch;
import cairn.quorum.Evidence;
import cairn.quorum.SignedVote;
import cairn.quorum.ValidatorId;
import cairn.quorum.View;
import cairn.quorum.Vote;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/// Values as our types have them, and the same values as the JSON that somebody else's BCS takes.
/// In the JSON, `@11` stands for 32 bytes 0x11 in hex, `@@11` for 64.
final class MystenBcsTable {
  /// @param type as `bcs/cairn.mjs` calls it
  /// @param hex what we make of the value
  record Row(String type, String hex, String json) {}

  private static final PublicKey ALICE = PublicKey.of(filled(32, 0x11));
  private static final PublicKey BOB = PublicKey.of(filled(32, 0x22));
  private static final Hash ID = Hash.of(filled(32, 0x33));
  private static final Signature SIGNATURE = Signature.of(filled(64, 0x55));
  private static final EntryName NAME = new EntryName("n\u00e9");
  private static final Deposit DEPOSIT = new Deposit(ALICE, Amount.of(70));
  private static final String DEPOSIT_JSON = "{'payer':'@11','amount':'70'}";

  private final List<Row> rows = new ArrayList<>();

  private MystenBcsTable() {}

  static List<Row> rows() {
    MystenBcsTable table = new MystenBcsTable();
    table.moves();
    table.entriesOfAccounts();
    table.escrows();
    table.locks();
    table.governance();
    table.transactions();
    table.votes();
    table.state();
    return table.rows;
  }

  private void moves() {
    operation(
        new Operation.Transfer(BOB, Amount.MAX),
        "{'Transfer':{'recipient':'@22','amount':'18446744073709551615'}}");
    operation(
        new Operation.TransferAsset(new AssetId(ID), BOB, Amount.of(5)),
        "{'TransferAsset':{'asset':'@33','recipient':'@22','amount':'5'}}");
    operation(
        new Operation.CreateAsset(new AssetSymbol("GOLD"), 18),
        "{'CreateAsset':{'symbol':'GOLD','decimals':18}}");
    operation(
        new Operation.Mint(new AssetId(ID), BOB, Amount.of(1)),
        "{'Mint':{'asset':'@33','recipient':'@22','amount':'1'}}");
    operation(
        new Operation.Burn(new AssetId(ID), Amount.of(300)),
        "{'Burn':{'asset':'@33','amount':'300'}}");
  }

  private void entriesOfAccounts() {
    operation(
        new Operation.SetSigners(
            new Signers(
                70_000,
                List.of(new Signers.Member(ALICE, 65_535), new Signers.Member(BOB, 5_000)))),
        "{'SetSigners':{'threshold':70000,'members':[{'key':'@11','weight':65535},{'key':'@22','weight':5000}]}}");
    operation(
        new Operation.SetSigners(Signers.OWN_KEY), "{'SetSigners':{'threshold':0,'members':[]}}");
    operation(
        new Operation.PutRecord(NAME, Bytes.of(new byte[] {1, 2, (byte) 0xFF})),
        "{'PutRecord':{'name':'n\u00e9','value':'0102ff'}}");
    operation(new Operation.DeleteRecord(NAME), "{'DeleteRecord':{'name':'n\u00e9'}}");
  }

  private void escrows() {
    operation(
        new Operation.OpenEscrow(BOB, Money.ofNative(Amount.of(9)), ID, new Timestamp(77)),
        "{'OpenEscrow':{'recipient':'@22','money':{'asset':null,'amount':'9'},'lock':'@33','deadline':'77'}}");
    operation(
        new Operation.OpenEscrow(
            BOB, Money.of(new AssetId(ID), Amount.of(9)), ID, new Timestamp(77)),
        "{'OpenEscrow':{'recipient':'@22','money':{'asset':'@33','amount':'9'},'lock':'@33','deadline':'77'}}");
    operation(
        new Operation.ClaimEscrow(new EscrowId(ID), Bytes.of(new byte[] {7})),
        "{'ClaimEscrow':{'escrow':'@33','preimage':'07'}}");
    operation(new Operation.RefundEscrow(new EscrowId(ID)), "{'RefundEscrow':{'escrow':'@33'}}");
  }

  private void locks() {
    operation(
        new Operation.AcquireLock(ALICE, NAME, Duration.ofMinutes(1), List.of(ALICE, BOB)),
        "{'AcquireLock':{'owner':'@11','name':'n\u00e9','lease':60000,'allowed':['@11','@22']}}");
    operation(
        new Operation.RenewLock(ALICE, NAME, 12, Duration.ofMillis(1)),
        "{'RenewLock':{'owner':'@11','name':'n\u00e9','token':'12','lease':1}}");
    operation(
        new Operation.ReleaseLock(ALICE, NAME, 12),
        "{'ReleaseLock':{'owner':'@11','name':'n\u00e9','token':'12'}}");
  }

  private void governance() {
    approval(
        new Change.AddValidator(new ValidatorEntry("new", ALICE, 3, BOB), SIGNATURE),
        "{'AddValidator':{'validator':{'name':'new','key':'@11','power':'3','operator':'@22'},"
            + "'consent':'@@55'}}");
    approval(new Change.RemoveValidator(ALICE), "{'RemoveValidator':{'key':'@11'}}");
    approval(new Change.SetPower(ALICE, 9), "{'SetPower':{'key':'@11','power':'9'}}");
    approval(
        new Change.SetParameter(Parameter.BASE_FEE, 700),
        "{'SetParameter':{'parameter':{'feeBase':true},'value':'700'}}");
    approval(
        new Change.StartProtocol(2, new Height(5)), "{'StartProtocol':{'protocol':2,'from':'5'}}");
    SignedVote nullify =
        new SignedVote(new Vote.Nullify(new Epoch(1), new View(2)), new ValidatorId(3), SIGNATURE);
    SignedVote toFinalize =
        new SignedVote(
            new Vote.Finalize(new Epoch(1), new View(2), new BlockId(ID)),
            new ValidatorId(3),
            SIGNATURE);
    operation(
        new Operation.ReportEquivocation(BOB, new Evidence(nullify, toFinalize)),
        "{'ReportEquivocation':{'culprit':'@22','evidence':{"
            + "'first':{'vote':{'Nullify':{'epoch':'1','view':'2'}},'signer':3,'signature':'@@55'},"
            + "'second':{'vote':{'Finalize':{'epoch':'1','view':'2','block':'@33'}},'signer':3,"
            + "'signature':'@@55'}}}}");
  }

  private void approval(Change change, String json) {
    operation(new Operation.ApproveChange(change), "{'ApproveChange':" + json + "}");
  }

  private void transactions() {
    TransactionBody body =
        new TransactionBody(
            1,
            ALICE,
            7,
            Amount.of(1_000),
            new Timestamp(0x0102030405L),
            "h\u00e9",
            List.of(new Operation.Transfer(BOB, Amount.of(5))));
    String json =
        "'protocol':1,'sender':'@11','nonce':'7','fee':'1000','validUntil':'4328719365','memo':'h\u00e9',"
            + "'operations':[{'Transfer':{'recipient':'@22','amount':'5'}}]";
    row("Body", body::write, "{" + json + "}");
    row(
        "Transaction",
        writer ->
            writer.fixed(
                Transaction.of(body, List.of(new TransactionSignature(ALICE, SIGNATURE)))
                    .encoded()),
        "{" + json + ",'signatures':[{'key':'@11','signature':'@@55'}]}");
    row("Receipt", new Receipt.Succeeded()::write, "{'Succeeded':true}");
    row(
        "Receipt",
        new Receipt.Failed(99, new OperationFailure.NotHolder(ALICE, NAME, 3))::write,
        "{'Failed':{'operation':99,'reason':{'NOT_HOLDER':{'owner':'@11','name':'n\u00e9','token':'3'}}}}");
    row(
        "Header",
        new BlockHeader(
                1,
                ID,
                new Epoch(2),
                new View(3),
                new Height(4),
                new BlockId(ID),
                new Timestamp(5),
                ALICE,
                Hash.of(filled(32, 0x61)),
                Hash.of(filled(32, 0x62)),
                Hash.of(filled(32, 0x63)),
                Hash.of(filled(32, 0x64)),
                Hash.of(filled(32, 0x65)))
            ::write,
        "{'protocol':1,'genesis':'@33','epoch':'2','view':'3','height':'4','parent':'@33','timestamp':'5',"
            + "'proposer':'@11','txRoot':'@61','stateRoot':'@62','historyRoot':'@63','signers':'@64','nextSigners':'@65'}");
  }

  private void votes() {
    Vote finalize = new Vote.Finalize(new Epoch(1), new View(2), new BlockId(ID));
    String json = "{'Finalize':{'epoch':'1','view':'2','block':'@33'}}";
    row("Vote", finalize::write, json);
    row(
        "Vote",
        new Vote.Nullify(new Epoch(1), new View(2))::write,
        "{'Nullify':{'epoch':'1','view':'2'}}");
    row(
        "Vote",
        new Vote.Notarize(new Epoch(1), new View(2), new View(1), new BlockId(ID))::write,
        "{'Notarize':{'epoch':'1','view':'2','parentView':'1','block':'@33'}}");
    row(
        "SignedVote",
        new SignedVote(finalize, new ValidatorId(255), SIGNATURE)::write,
        "{'vote':" + json + ",'signer':255,'signature':'@@55'}");
    row(
        "Certificate",
        new Certificate(
                finalize,
                10,
                List.of(new ValidatorId(0), new ValidatorId(9)),
                List.of(SIGNATURE, SIGNATURE))
            ::write,
        "{'vote':" + json + ",'size':10,'signers':[0,9],'signatures':['@@55','@@55']}");
  }

  private void state() {
    row("StateKey", new StateKey.Fencing()::write, "{'Fencing':true}");
    row(
        "StateKey",
        new StateKey.Lock(ALICE, NAME)::write,
        "{'Lock':{'owner':'@11','name':'n\u00e9'}}");
    row(
        "Account",
        writer -> writer.fixed(new Account(3, Amount.of(4)).encoded()),
        "{'Plain':{'nonce':'3','balance':'4'}}");
    row(
        "Account",
        writer ->
            writer.fixed(
                new Account(3, Amount.of(4), Signers.OWN_KEY, Optional.of(DEPOSIT)).encoded()),
        "{'Other':{'nonce':'3','balance':'4','signers':{'threshold':0,'members':[]},'deposit':"
            + DEPOSIT_JSON
            + "}}");
    row(
        "Lock",
        new Lock(
                List.of(BOB),
                Optional.of(new Lock.Lease(BOB, 8, new Timestamp(900))),
                Optional.of(DEPOSIT))
            ::write,
        "{'allowed':['@22'],'lease':{'holder':'@22','token':'8','until':'900'},'deposit':"
            + DEPOSIT_JSON
            + "}");
    row(
        "Escrow",
        new Escrow(ALICE, BOB, Money.ofNative(Amount.of(1)), ID, new Timestamp(6), Optional.empty())
            ::write,
        "{'opener':'@11','recipient':'@22','money':{'asset':null,'amount':'1'},'lock':'@33','deadline':'6','deposit':null}");
  }

  private void operation(Operation operation, String json) {
    row("Operation", operation::write, json);
  }

  private void row(String type, Consumer<BcsWriter> value, String json) {
    BcsWriter writer = new BcsWriter();
    value.accept(writer);
    String spelled =
        Pattern.compile("(@@?)([0-9a-f]{2})")
            .matcher(json.replace('\'', '"'))
            .replaceAll(m -> m.group(2).repeat(m.group(1).length() * 32));
    rows.add(new Row(type, HexFormat.of().formatHex(writer.toByteArray()), spelled));
  }

  private static byte[] filled(int count, int value) {
    byte[] bytes = new byte[count];
    Arrays.fill(bytes, (byte) value);
    return bytes;
  }
}
