package dev.vask;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** {@code docs/dependencies.md} names each direct dependency with its scope, and no other. */
class DependenciesPageTest {

    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([^`]+:[^`]+)` \\| (\\w+) \\| .+ \\|$");

    @ParameterizedTest
    @CsvSource({"Server, pom.xml", "Terraform provider, terraform/provider/pom.xml"})
    void a_section_lists_the_dependencies_of_its_pom(String section, String pom) throws Exception {
        String page = Files.readString(Path.of("docs/dependencies.md"));
        String rest = page.substring(page.indexOf("## " + section));
        String text = rest.contains("\n## ") ? rest.substring(0, rest.indexOf("\n## ")) : rest;
        Map<String, String> listed = new TreeMap<>();
        ROW.matcher(text).results().forEach(row -> listed.put(row.group(1), row.group(2)));

        assertThat(listed).isNotEmpty().isEqualTo(dependencies(Path.of(pom)));
    }

    /** The scope of each direct dependency by its coordinates; classifiers of one artifact are one. */
    private static Map<String, String> dependencies(Path pom) throws Exception {
        NodeList found = (NodeList) XPathFactory.newInstance()
                .newXPath()
                .evaluate(
                        "/project/dependencies/dependency",
                        DocumentBuilderFactory.newInstance()
                                .newDocumentBuilder()
                                .parse(pom.toFile()),
                        XPathConstants.NODESET);
        Map<String, String> scopes = new TreeMap<>();
        IntStream.range(0, found.getLength())
                .mapToObj(found::item)
                .map(Element.class::cast)
                .forEach(it -> scopes.put(
                        text(it, "groupId", "") + ":" + text(it, "artifactId", ""), text(it, "scope", "compile")));
        return scopes;
    }

    private static String text(Element element, String name, String defaultValue) {
        NodeList children = element.getElementsByTagName(name);
        return children.getLength() == 0
                ? defaultValue
                : children.item(0).getTextContent().strip();
    }
}
