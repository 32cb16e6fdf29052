package cairn.testnet;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import cairn.ledger.CommonRules;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/// Holds the arrows of docs/adr/0001-build.md and the names of the style guide for the module
/// testnet.
class DependencyRulesTest {

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .importPath(Path.of(System.getProperty("basedir", ""), "target", "classes"));

  @Test
  void reachesTheNetworkThroughNodeAndWallet() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.netty..", "org.iq80..")
        .because("what runs in a box is the real code, not a second copy of it")
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
