import Testing
import Vocabulary

@Suite("A worker's host")
struct HostTests {
    @Test(
        "is read and written alike",
        arguments: [
            "device:attic", "aws/g4dn.xlarge/us-east-1/spot", "aws/g4dn.xlarge/us-east-1/use1-az4/spot",
            "gcp/n2-standard-4/europe-west1/on_demand",
        ])
    func roundTrip(text: String) {
        #expect(WorkerHost(text)?.description == text)
    }

    @Test("has its parts")
    func parts() {
        #expect(
            WorkerHost("aws/g4dn.xlarge/us-east-1/use1-az4/spot")
                == .rented(
                    provider: "aws", instanceType: "g4dn.xlarge", region: "us-east-1", zone: "use1-az4", purchase: .spot
                ))
    }

    @Test(
        "is nothing else",
        arguments: [
            "", "attic", "device:", "device:a/b", "aws/g4dn.xlarge/spot", "aws//us-east-1/spot", "aws/x/y/z/w/spot",
            "aws/g4dn.xlarge/us-east-1/free", "aws/a b/us/spot",
        ])
    func refused(text: String) {
        #expect(WorkerHost(text) == nil)
    }
}
