package cairn.ledger;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;

/// The rules that the classes of every module keep.
public final class CommonRules {
  private CommonRules() {}

  public static void packagesHaveNoCycles(JavaClasses classes) {
    slices().matching("cairn.(**)").should().beFreeOfCycles().check(classes);
  }

  public static void namesSayWhatAThingIs(JavaClasses classes) {
    noClasses()
        .should()
        .haveNameMatching(".*(Impl|Manager|Helper|Utils?|Factory|Data|Info)")
        .orShould()
        .haveNameMatching(".*[.$](Abstract|Base|I)[A-Z][a-z][^.$]*")
        .check(classes);
  }
}
