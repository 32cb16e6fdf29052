package cairn.testnet;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

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
    slices().matching("cairn.(**)").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void namesSayWhatAThingIs() {
    noClasses()
        .should()
        .haveNameMatching(".*(Impl|Manager|Helper|Utils?|Factory|Data|Info)")
        .orShould()
        .haveNameMatching(".*[.$](Abstract|Base|I)[A-Z][a-z][^.$]*")
        .check(CLASSES);
  }
}
