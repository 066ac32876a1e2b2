import Foundation
import Testing
import Yams

/// docker-compose.yml, as far as it can be checked where there is no engine.
@Suite struct ComposeTests {
    private let text: String
    private let file: Node.Mapping
    private let services: Node.Mapping

    init() throws {
        text = try Repository.text("docker-compose.yml")
        file = try #require(try Yams.compose(yaml: text)?.mapping)
        services = try #require(file["services"]?.mapping)
    }

    private func each(_ body: (_ name: String, _ service: Node.Mapping) throws -> Void) throws {
        for (name, service) in services {
            try body(try #require(name.string), try #require(service.mapping))
        }
    }

    private func names(_ key: String) -> Set<String> {
        Set(file[Node(key)]?.mapping?.keys.compactMap(\.string) ?? [])
    }

    @Test("it keeps to the Compose specification, and the checker sees what does not")
    func specification() throws {
        let python = ".deps/venv/bin/python"
        try #require(Repository.has(python), "`make test` makes .deps/venv")
        let sound = try run([python, "scripts/check_compose.py", "docker-compose.yml"])
        #expect(sound.status == 0, "\(sound.output)")
        #expect(Set(sound.output.split(separator: "\n")) == ["postgres", "tokens", "coordinator", "worker"])

        let broken = FileManager.default.temporaryDirectory.appending(path: "compose-\(UUID()).yml")
        defer { try? FileManager.default.removeItem(at: broken) }
        try text.replacingOccurrences(of: "service_healthy", with: "well").write(
            to: broken, atomically: true, encoding: .utf8)
        #expect(try run([python, "scripts/check_compose.py", broken.path()]).status == 1)
    }

    @Test("every build context, Dockerfile and target exists")
    func builds() throws {
        var targets: Set<String> = []
        try each { name, service in
            guard let build = service["build"]?.mapping else { return }
            #expect(Repository.has(try #require(build["context"]?.string)), "\(name)")
            let dockerfile = try Repository.text(try #require(build["dockerfile"]?.string))
            let target = try #require(build["target"]?.string)
            #expect(dockerfile.contains(" AS \(target)\n"), "\(name): no stage \(target)")
            targets.insert(target)
        }
        #expect(targets == ["coordinator", "worker"])
    }

    @Test("every image is pinned: a tag, and not latest")
    func images() throws {
        try each { name, service in
            let image = try #require(service["image"]?.string, "\(name)")
            let tag = image.split(separator: ":").dropFirst().last
            #expect(tag != nil && tag != "latest", "\(name): \(image)")
        }
        for line in try Repository.text("workers/docker/Dockerfile").split(separator: "\n")
        where line.hasPrefix("FROM ") {
            let image = line.split(separator: " ")[1]
            #expect(image == "base" || image == "build" || image.contains(":"), "\(line)")
        }
    }

    @Test("every service that goes on running has a health check, and the others wait for it")
    func health() throws {
        try each { name, service in
            let check = try #require(service["healthcheck"]?.mapping, "\(name)")
            if service["restart"]?.string == "no" {
                #expect(check["disable"]?.bool == true, "\(name)")
            } else {
                #expect(check["test"]?.sequence?.first?.string?.hasPrefix("CMD") == true, "\(name)")
            }
            for (_, dependency) in service["depends_on"]?.mapping ?? [:] {
                let condition = dependency["condition"]?.string
                #expect(condition == "service_healthy" || condition == "service_completed_successfully", "\(name)")
            }
        }
    }

    @Test("volumes, networks, secrets and dependencies that are named are declared")
    func references() throws {
        let (volumes, networks, secrets) = (names("volumes"), names("networks"), names("secrets"))
        try each { name, service in
            for volume in service["volumes"]?.sequence ?? [] {
                let source = try #require(volume.string?.split(separator: ":").first.map(String.init))
                #expect(source.hasPrefix(".") || volumes.contains(source), "\(name): \(source)")
            }
            for network in service["networks"]?.sequence ?? [] {
                #expect(networks.contains(try #require(network.string)), "\(name)")
            }
            for secret in service["secrets"]?.sequence ?? [] {
                #expect(secrets.contains(try #require(secret.string)), "\(name)")
            }
            for (other, _) in service["depends_on"]?.mapping ?? [:] {
                #expect(services[other] != nil, "\(name): depends on \(other)")
            }
        }
    }

    @Test("no secret stands in the file: passwords and tokens come from files")
    func secrets() throws {
        try each { name, service in
            for (key, value) in service["environment"]?.mapping ?? [:] {
                let (key, value) = (try #require(key.string), value.string ?? "")
                let isSecret = key.firstMatch(of: #/PASSWORD|TOKEN|SECRET/#) != nil
                #expect(!isSecret || (key.hasSuffix("_FILE") && value.hasPrefix("/run/")), "\(name): \(key)")
                // A URL with user:password@host.
                #expect(value.firstMatch(of: #/:\/\/[^\/@]*:[^\/@]*@/#) == nil, "\(name): \(key)")
            }
        }
        #expect(try Repository.text(".gitignore").split(separator: "\n").contains("secrets/"))
    }

    @Test("only this machine reaches the coordinator, and only the coordinator reaches the database from outside")
    func exposure() throws {
        try each { name, service in
            for port in service["ports"]?.sequence ?? [] {
                #expect(port.string?.hasPrefix("127.0.0.1:") == true, "\(name)")
            }
        }
        #expect(services["postgres"]?["ports"] == nil)
        #expect(file["networks"]?["inside"]?["internal"]?.bool == true)
        #expect(services["postgres"]?["networks"]?.sequence?.compactMap(\.string) == ["inside"])
    }

    @Test("the worker's image has every runner with its libraries, and what set-up installs for trainings")
    func runners() throws {
        let collect = try Repository.text("workers/docker/collect")
        for runner in ["runner-openvino", "runner-selftest", "runner-torch"] {
            #expect(collect.contains(".build/release/\(runner) "), "\(runner)")
        }
        #expect(collect.contains(".deps/openvino/libs"))
        #expect(collect.contains(".deps/torch/lib/"))
        let worker = try #require(
            try Repository.text("workers/docker/Dockerfile").components(separatedBy: " AS worker\n").last)
        let installed = Set(worker.split(whereSeparator: \.isWhitespace).map(String.init))
        // What is built with a package's headers needs the package's library: its name by Debian's release.
        let libraries = ["libjpeg62-turbo-dev": "libjpeg62-turbo", "libpng-dev": "libpng16-16", "zlib1g-dev": "zlib1g"]
        let packages = try Repository.text("scripts/packages-run.txt").split(separator: "\n")
            .compactMap { $0.split(separator: " ").first.map(String.init) }
        for package in packages where libraries[package] != nil || package.hasPrefix("dataset-") {
            #expect(installed.contains(libraries[package] ?? package), "\(package)")
        }
        #expect(packages.contains("dataset-fashion-mnist"))
        #expect(libraries.keys.allSatisfy(packages.contains))
    }

    @Test("what the images start and copy is in the repository, and starts as another user than root")
    func dockerfile() throws {
        let text = try Repository.text("workers/docker/Dockerfile")
        for stage in ["coordinator", "worker"] {
            let body = try #require(
                text.components(separatedBy: " AS \(stage)\n").last?.components(separatedBy: "\nFROM ").first)
            #expect(body.contains("\nUSER shoestring\n"), "\(stage)")
            #expect(body.contains("workers/docker/\(stage)\"]"), "\(stage)")
        }
        for program in ["coordinator", "worker", "make-tokens", "collect"] {
            let path = Repository.root.appending(path: "workers/docker/\(program)").path()
            #expect(FileManager.default.isExecutableFile(atPath: path), "\(program)")
        }
        for match in text.matches(of: #/COPY (?!--from)(\S+)\/ /#) {
            #expect(Repository.has(String(match.output.1)), "COPY \(match.output.1)")
        }
    }
}
