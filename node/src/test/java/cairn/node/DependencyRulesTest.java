package cairn.node;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import cairn.ledger.CommonRules;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/// Holds the arrows of docs/adr/0001-build.md and the names of the style guide for the module node.
class DependencyRulesTest {

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .importPath(Path.of(System.getProperty("basedir", ""), "target", "classes"));

  @Test
  void knowsEveryModuleBelowIt() {
    classes()
        .should()
        .onlyDependOnClassesThat(
            resideOutsideOfPackage("cairn..")
                .or(
                    resideInAnyPackage(
                        "cairn.node..",
                        "cairn.ledger..",
                        "cairn.consensus..",
                        "cairn.p2p..",
                        "cairn.codec..",
                        "cairn.crypto..",
                        "cairn.quorum..",
                        "cairn.disk..")))
        .because("nothing of node may need the wallet or the test network")
        .check(CLASSES);
  }

  @Test
  void keepsHttpInOnePackage() {
    noClasses()
        .that()
        .resideOutsideOfPackage("cairn.node.api..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.netty..")
        .because("cairn.node.api is the only HTTP of the node")
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
