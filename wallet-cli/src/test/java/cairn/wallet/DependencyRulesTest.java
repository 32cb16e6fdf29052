package cairn.wallet;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import cairn.ledger.CommonRules;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.properties.HasName;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/// Holds the arrows of docs/adr/0001-build.md and the names of the style guide for the module
/// wallet-cli.
class DependencyRulesTest {

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .importPath(Path.of(System.getProperty("basedir", ""), "target", "classes"));

  @Test
  void knowsOnlyTheLedger() {
    classes()
        .should()
        .onlyDependOnClassesThat(
            resideOutsideOfPackage("cairn..")
                .or(
                    resideInAnyPackage(
                        "cairn.wallet..",
                        "cairn.ledger..",
                        "cairn.codec..",
                        "cairn.crypto..",
                        "cairn.quorum.."))
                .or(HasName.Predicates.name("cairn.disk.DurableFile")))
        .because("the wallet talks to a node without trusting it, or its code")
        .check(CLASSES);
  }

  @Test
  void startsFastAndSilent() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.netty..", "org.slf4j..", "ch.qos.logback..", "org.iq80..", "com.google.common..")
        .because("a wallet needs neither a server, a log nor a store")
        .check(CLASSES);
  }

  @Test
  void packagesHaveNoCycles() {
    CommonRules.packagesHaveNoCycles(CLASSES);
  }

  @Test
  void namesSayWhatAThingIs() {
    CommonRules.namesSayWhatAThingIs(CLASSES);
  }
}
