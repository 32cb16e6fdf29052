package cairn.p2p;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import cairn.ledger.CommonRules;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/// Holds the arrows of docs/adr/0001-build.md and the names of the style guide for the module p2p.
class DependencyRulesTest {

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .importPath(Path.of(System.getProperty("basedir", ""), "target", "classes"));

  @Test
  void knowsOnlyCodecAndCrypto() {
    classes()
        .should()
        .onlyDependOnClassesThat(
            resideOutsideOfPackage("cairn..")
                .or(resideInAnyPackage("cairn.p2p..", "cairn.codec..", "cairn.crypto..")))
        .because("p2p carries bytes; what they mean is decided by a callback of the node")
        .check(CLASSES);
  }

  @Test
  void keepsNettyInOnePackage() {
    noClasses()
        .that()
        .resideOutsideOfPackage("cairn.p2p.netty..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.netty..")
        .because("the protocol is tested without sockets")
        .check(CLASSES);
  }

  @Test
  void keepsItsLibrariesFew() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("tools.jackson..", "ch.qos.logback..", "com.google.common..")
        .because("the wire has its own codec, and the node chooses the log")
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
