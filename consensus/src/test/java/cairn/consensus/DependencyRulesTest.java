package cairn.consensus;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import cairn.ledger.CommonRules;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/// Holds the arrows of docs/adr/0001-build.md and the names of the style guide for the module
/// consensus.
class DependencyRulesTest {

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .importPath(Path.of(System.getProperty("basedir", ""), "target", "classes"));

  @Test
  void knowsOnlyTheBasePackages() {
    classes()
        .should()
        .onlyDependOnClassesThat(
            resideOutsideOfPackage("cairn..")
                .or(
                    resideInAnyPackage(
                        "cairn.consensus..",
                        "cairn.codec..",
                        "cairn.crypto..",
                        "cairn.quorum..",
                        "cairn.disk..")))
        .because("consensus orders opaque block ids and does not know what a block contains")
        .check(CLASSES);
  }

  @Test
  void hasNoClockNoChanceAndNoNetwork() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "java.net..", "org.slf4j..", "java.util.logging..", "io.netty..", "tools.jackson..")
        .orShould()
        .dependOnClassesThat()
        .haveNameMatching(
            "java\\.time\\.Clock|java\\.util\\.(Random|SplittableRandom)|java\\.util\\.random\\..*")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .callMethod(java.time.Instant.class, "now")
        .orShould()
        .callMethod(Math.class, "random")
        .because("the same input must give the same result on every node")
        .check(CLASSES);
  }

  @Test
  void touchesFilesAndThreadsOnlyThroughDisk() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.nio.file..", "java.nio.channels..", "java.util.concurrent..")
        .orShould()
        .dependOnClassesThat()
        .haveNameMatching(
            "java\\.lang\\.Thread(\\$.*)?|java\\.io\\.(File|RandomAccessFile|File.*Stream)")
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
