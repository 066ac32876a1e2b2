import Foundation
import Testing
import Vocabulary

@testable import Pricing

@Suite("A table of prices")
struct TableTests {
    private let table = PriceTable(provider: "aws", source: "mine", effectiveAt: Sample.now, fetchedAt: Sample.now)

    static let header =
        "InstanceType,AcceleratorName,AcceleratorCount,vCPUs,MemoryGiB,GpuInfo,Price,SpotPrice,Region,AvailabilityZone"

    @Test("is read in SkyPilot's column names: a list price once, a spot price for each zone")
    func reads() throws {
        let gpu =
            "\"{'Gpus': [{'Name': 'T4', 'Count': 1.0, 'MemoryInfo': {'SizeInMiB': 16384}}], 'TotalGpuMemoryInMiB': 16384}\""
        let text = """
            \(Self.header)
            g4dn.xlarge,T4,1.0,4.0,16.0,\(gpu),0.526,0.2131,us-east-1,use1-az4
            g4dn.xlarge,T4,1.0,4.0,16.0,\(gpu),0.526,0.2069,us-east-1,use1-az6
            g4dn.xlarge,T4,1.0,4.0,16.0,\(gpu),0.526,,us-east-1,use1-az1
            """
        let harvest = try table.harvest(text)
        #expect(
            harvest.types == [
                InstanceType(
                    provider: "aws", name: "g4dn.xlarge", processors: 4, memoryGiB: 16, architecture: "x86_64",
                    accelerator: "T4",
                    acceleratorCount: 1, acceleratorMemoryGiB: 16)
            ])
        #expect(
            harvest.candidates.map { "\($0.key) \($0.amount)" } == [
                "aws g4dn.xlarge us-east-1 on_demand 0.526", "aws g4dn.xlarge us-east-1 use1-az4 spot 0.2131",
                "aws g4dn.xlarge us-east-1 use1-az6 spot 0.2069",
            ])
    }

    @Test("is refused whole, with every wrong field by line and column")
    func complaints() throws {
        let text = """
            \(Self.header)
            c6i.large,,,2,4,,cheap,,us-east-1,
            c6i.xlarge,,,four,8,,0.17,,,
            """
        #expect {
            _ = try table.harvest(text)
        } throws: { error in
            (error as? InvalidInput)?.fields.map(\.field) == ["line 2.Price", "line 3.Region"]
        }
    }

    @Test(
        "is refused when it is no such table",
        arguments: [
            "", "a,b\n1,2\n", "InstanceType,Region\nx,y\n", "InstanceType,Region,Price\na,b\n",
            "InstanceType,Region,Price\n\"a,b,1\n",
        ])
    func noTable(text: String) { #expect(throws: InvalidInput.self) { try table.harvest(text) } }

    @Test("names the columns that it leaves out, and carries a currency to its gate")
    func others() throws {
        let harvest = try table.harvest("InstanceType,Region,Price,Currency,Colour\nc6i.large,eu-west-1,0.08,EUR,red\n")
        #expect(harvest.remarks == ["columns left out: Colour"])
        #expect(PriceGates(types: []).judge(harvest.candidates).refused.map(\.gate) == [.currency])
    }

    @Test("is comma-separated as RFC 4180 says")
    func commas() throws {
        let table = try CommaSeparated(parsing: "a,b\r\n\"x, \"\"y\"\"\nz\",2\r\n\r\n,\r\n")
        #expect(table.columns == ["a", "b"])
        #expect(table.rows.map(\.fields) == [["x, \"y\"\nz", "2"], ["", ""]])
        #expect(table.rows.map(\.line) == [2, 5])
    }

    @Test("dates a price of a range of months by its first day and reads it as of the last month")
    func dates() throws {
        let text = """
            provider,instance_type,region,vcpu,memory_gib,arch,accelerator,accel_count,accel_mem_gib_each,on_demand_usd_h,od_source,od_date,spot_usd_h,spot_az_min,spot_az_max,spot_source,spot_date,advisor_savings_pct,advisor_interruption_band,flags
            aws,p3.2xlarge,us-east-1,8,61.0,x86_64,V100,1,16,3.06,list,2026-07-20,1.2256,1.179,1.2556,catalogue,2025-08..2026-08 (bounded),80,>20%,spot is us-west-2
            """
        let harvest = try SeedTable.harvest(text)
        let spot = try #require(harvest.candidates.last)
        #expect(spot.key.region == "us-west-2")
        // 2025-08-01 and 2026-08-01 00:00 UTC.
        #expect(spot.effectiveAt == Date(timeIntervalSince1970: 1_754_006_400))
        #expect(spot.fetchedAt == Date(timeIntervalSince1970: 1_785_542_400))
        #expect(
            spot.note
                == "spot is us-west-2; median of the region's zones, 1.179…1.2556; Spot Advisor's band >20%, which is not a rate; date 2025-08..2026-08 (bounded)"
        )
    }
}
