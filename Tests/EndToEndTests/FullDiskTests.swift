import Client
import Foundation
import Testing
import Vocabulary
import Wire

@Suite("A coordinator without room", .serialized)
struct FullDiskTests {
    /// 20 MiB and half a page: Postgres' files of 16 MiB and less fit, and where the files of runs are kept a page fits by half, which it
    /// takes for a full disk (53100), as it is one.
    private static let largestFileKiB = 20 * 1024 + 4
    private static let tooLarge = 24 << 20

    /// A training in name: a number, a checkpoint of 24 MiB, a number every tenth of a second until there is room, another checkpoint.
    private static func script(room: String) -> String {
        """
        #!/bin/sh
        if [ "$1" = describe ]; then
            echo '{"protocol":1,"engine":"bulky","engine_version":"1","kinds":["train"],"devices":[{"name":"cpu","title":"cpu","precisions":["fp32"]}]}'
            exit 0
        fi
        read line
        n=0
        number() {
            n=$((n + 1))
            echo '{"type":"metric","metric":{"key":"count","value":'$n',"step":'$n',"timestamp_ms":'$n'}}'
        }
        checkpoint() {
            head -c \(tooLarge) /dev/urandom > $1.ckpt
            echo '{"type":"artifact","artifact":{"name":"'$1'.ckpt","kind":"checkpoint","step":'$1',"path":"'$1'.ckpt"}}'
        }
        number
        checkpoint 1
        while [ ! -e \(room) ]; do number; sleep 0.1; done
        checkpoint 2
        echo '{"type":"result","result":{"metrics":[],"samples":[],"tags":{},"facts":{},"absent":{}}}'
        sleep 600
        """
    }

    /// As the user that a process belongs to: being root is not enough everywhere (it takes CAP_SYS_RESOURCE for another user's).
    private static func makeRoom(below coordinator: Program) throws {
        // Twice: a session that began meanwhile has its parent's limit.
        for _ in 0..<2 {
            for process in Processes.below(coordinator.processID) {
                var status = stat()
                guard stat("/proc/\(process)", &status) == 0 else { continue }
                let limit = ["/usr/bin/prlimit", "--pid", "\(process)", "--fsize=unlimited"]
                let user = [
                    "/usr/bin/setpriv", "--reuid", "\(status.st_uid)", "--regid", "\(status.st_gid)", "--clear-groups",
                ]
                let command = (status.st_uid == geteuid() ? [] : user) + limit
                let prlimit = Process()
                prlimit.executableURL = URL(filePath: command[0])
                prlimit.arguments = Array(command.dropFirst())
                prlimit.standardError = FileHandle.nullDevice  // one that has ended has no limit either
                try prlimit.run()
                prlimit.waitUntilExit()
            }
        }
    }

    @Test(
        "answers 507, keeps nothing by halves and stays up; the training goes on with all its numbers, and its next checkpoint is stored when there is room",
        .timeLimit(.minutes(5)))
    func full() async throws {
        let house = try House()
        let coordinator = try await house.startCoordinator(largestFileKiB: Self.largestFileKiB)
        let room = house.folder.appending(path: "room").path
        let runners = house.folder.appending(path: "runners")
        try FileManager.default.createDirectory(at: runners, withIntermediateDirectories: true)
        let runner = runners.appending(path: "runner-bulky").path
        try Data(Self.script(room: room).utf8).write(to: URL(filePath: runner))
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: runner)
        let worker = try house.startWorker(["--runners", runners.path])
        let job = try await house.client.submit(
            try SubmitJobBody(
                json: ["configuration": ["kind": "train", "model": "shoestring_cnn", "engine": "bulky"]]))

        try await until("the run says that there is no room", saying: { worker.output }) {
            try await house.client.log(job.id).items.contains { line in
                line.message.hasPrefix("1.ckpt is not stored, going on without it: the disk of the coordinator's")
                    && line.message.hasSuffix("(insufficient_storage, 507)")
            }
        }
        #expect(worker.output.contains("1.ckpt is not stored"))
        let counted = try await house.client.run(job.run).run.metrics["count"]?.value ?? 0
        try await until("numbers go on", saying: { worker.output }) {
            try await house.client.run(job.run).run.metrics["count"]?.value ?? 0 > counted + 5
        }
        #expect(try await house.client.artifacts(of: job.run).items.isEmpty)

        let large = house.folder.appending(path: "large").path
        let numbers = (0..<(Self.tooLarge / 8)).map { UInt64($0) }
        try numbers.withUnsafeBytes { Data($0) }.write(to: URL(filePath: large))
        let refusal = await #expect(throws: ClientError.self) {
            try await house.client.upload(file: large, name: "large")
        }
        #expect(refusal?.code == .insufficientStorage)
        #expect(refusal?.description.contains("could not extend file") == true, "\(String(describing: refusal))")

        try Self.makeRoom(below: coordinator)
        #expect(FileManager.default.createFile(atPath: room, contents: nil))
        try await CheckpointTests.end(of: job, house, worker)
        #expect(try await house.client.attempts(job.id).items.map(\.outcome) == [.done])
        let artifacts = try await house.client.artifacts(of: job.run).items
        #expect(artifacts.map(\.step) == [2])
        #expect(artifacts.map(\.byteCount) == [Int64(Self.tooLarge)])
        #expect(try await house.client.upload(file: large, name: "large").byteCount == Int64(Self.tooLarge))
        worker.end(SIGTERM)
        coordinator.end(SIGTERM)
    }
}
